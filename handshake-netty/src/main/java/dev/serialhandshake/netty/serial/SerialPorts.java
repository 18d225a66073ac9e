// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.List;

/** The serial ports of this machine. */
public final class SerialPorts {

  private SerialPorts() {}

  /**
   * Lists the ports without opening any: on Linux as the files of the kernel and of udev describe
   * them, elsewhere as jSerialComm does. Names without hardware behind them are left out where the
   * system tells. May block for some milliseconds; may be called from any thread.
   *
   * @return the ports, sorted by path; changes with what is plugged in
   * @throws java.io.UncheckedIOException if jSerialComm is asked and its library cannot be loaded
   */
  public static List<SerialPortInfo> list() {
    // On Linux jSerialComm is not asked: its listing frees ports that are just being opened.
    return OperatingSystem.isLinux() ? LinuxPorts.ofThisMachine().list() : SerialDevice.list();
  }
}
