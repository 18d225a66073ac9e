// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.List;

/**
 * A serial port of this machine.
 *
 * @param path what the system calls it, such as {@code /dev/ttyUSB0}; this may change when devices
 *     are plugged in another order
 * @param description what the hardware says it is, in one line; empty if it says nothing
 * @param stableNames paths that always lead to the same device or socket, best first; may be empty
 */
public record SerialPortInfo(String path, String description, List<String> stableNames) {

  /**
   * Creates a description of a port.
   *
   * @param path the system's path
   * @param description one line
   * @param stableNames best first
   */
  public SerialPortInfo {
    stableNames = List.copyOf(stableNames);
  }

  /**
   * Returns the name to put into a configuration.
   *
   * @return the best stable name, or the path if there is none
   */
  public String bestName() {
    return stableNames.isEmpty() ? path : stableNames.get(0);
  }
}
