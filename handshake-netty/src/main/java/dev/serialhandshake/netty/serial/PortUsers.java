// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The other programs that have a serial port open. Linux lists them in {@code /proc}; on other
 * systems none is found. Only root can see the programs of other users, and nobody in a container
 * can see the programs outside. This process and its children are left out.
 *
 * <p>When two programs read from one port, each gets a part of the bytes, so neither understands
 * them.
 *
 * <p>Immutable; its methods may be called from any thread.
 */
public final class PortUsers {

  private final List<PortUser> list;
  private final boolean complete;

  PortUsers(List<PortUser> list, boolean complete) {
    this.list = list;
    this.complete = complete;
  }

  /**
   * Looks through the processes that run now. May block.
   *
   * @param port a device path, or a name such as {@code ttyUSB0}
   * @return the other programs that have the port open
   */
  public static PortUsers now(String port) {
    return of(port, true);
  }

  /**
   * Looks through the processes, unless that was done in the last five seconds: for many ports, or
   * for one again and again. May block.
   *
   * @param port a device path, or a name such as {@code ttyUSB0}
   * @return the other programs that had the port open then
   */
  public static PortUsers recently(String port) {
    return of(port, false);
  }

  private static PortUsers of(String port, boolean now) {
    try {
      Path device = Path.of(PortPath.resolve(port));
      return (now ? OpenDevices.now() : OpenDevices.recently()).usersOf(device);
    } catch (SerialPortException e) {
      return new PortUsers(List.of(), true); // There is no such port, so no program has it open.
    }
  }

  /**
   * Returns the programs.
   *
   * @return in the order of their process numbers
   */
  public List<PortUser> list() {
    return list;
  }

  /**
   * Whether all programs could be looked at.
   *
   * @return false if the list may lack some
   */
  public boolean isComplete() {
    return complete;
  }

  /** For instance {@code agetty (pid 812), cat (pid 4711)}; empty where there is none. */
  @Override
  public String toString() {
    return list.stream().map(PortUser::toString).collect(Collectors.joining(", "));
  }
}
