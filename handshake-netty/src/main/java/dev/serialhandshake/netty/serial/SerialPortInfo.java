// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.List;
import java.util.Objects;

/** A serial port of this machine, as {@link SerialPorts} found it. Immutable. */
public final class SerialPortInfo {

  private final String path;
  private final String description;
  private final List<String> stableNames;

  SerialPortInfo(String path, String description, List<String> stableNames) {
    this.path = path;
    this.description = description;
    this.stableNames = List.copyOf(stableNames);
  }

  /**
   * Returns what the system calls it. This may change when devices are plugged in another order.
   *
   * @return such as {@code /dev/ttyUSB0}
   */
  public String path() {
    return path;
  }

  /**
   * Returns what the hardware says it is. It comes from the device, so it may hold any character.
   *
   * @return one line; empty if it says nothing
   */
  public String description() {
    return description;
  }

  /**
   * Returns the paths that always lead to the same device or socket.
   *
   * @return the best first; may be empty
   */
  public List<String> stableNames() {
    return stableNames;
  }

  /**
   * Returns the name to put into a configuration.
   *
   * @return the best stable name, or the path if there is none
   */
  public String bestName() {
    return stableNames.isEmpty() ? path : stableNames.get(0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SerialPortInfo that
        && path.equals(that.path)
        && description.equals(that.description)
        && stableNames.equals(that.stableNames);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, description, stableNames);
  }

  /** For instance {@code /dev/ttyUSB0 (FT232R USB UART)}. */
  @Override
  public String toString() {
    return description.isEmpty() ? path : path + " (" + description + ')';
  }
}
