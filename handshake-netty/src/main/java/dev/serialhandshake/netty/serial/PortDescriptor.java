// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a port that this process has open, for the system calls that jSerialComm does
 * not offer; they need JNA. It is valid only while the port is open. Linux only.
 */
final class PortDescriptor {

  private final PortLibC system;
  private final int number;

  private PortDescriptor(PortLibC system, int number) {
    this.system = system;
    this.number = number;
  }

  /**
   * For system calls with a descriptor of this process.
   *
   * @param number -1 for none
   * @return null for none, and where there is no JNA
   */
  static @Nullable PortDescriptor of(int number) {
    try {
      return number < 0 ? null : new PortDescriptor(PortLibC.INSTANCE, number);
    } catch (LinkageError e) {
      return null;
    }
  }

  /**
   * Finds the descriptors of a device in this process, which takes no JNA. They are looked up: to
   * open the device again would raise DTR and RTS.
   *
   * @return none where there is no /proc
   */
  static Set<Integer> numbers(String device) {
    Set<Integer> numbers = new HashSet<>();
    if (OperatingSystem.isLinux()) {
      Path path = Path.of(device);
      try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        for (Path link : open) {
          if (leadsTo(link, path)) {
            numbers.add(Integer.valueOf(link.getFileName().toString()));
          }
        }
      } catch (IOException e) {
        return Set.of();
      }
    }
    return numbers;
  }

  /**
   * Finds the descriptor that an open has made. The process may have others of the same device,
   * such as its standard input.
   *
   * @param before the {@link #numbers} before the open
   * @return -1 where it is not found
   */
  static int since(Set<Integer> before, String device) {
    for (int number : numbers(device)) {
      if (!before.contains(number)) {
        return number;
      }
    }
    return -1;
  }

  /** Calls ioctl(2) without an argument; false if it fails. */
  boolean ioctl(long request) {
    return system.ioctl(number, new NativeLong(request)) == 0;
  }

  /** Calls ioctl(2) with a place for its answer; false if it fails. */
  boolean ioctl(long request, Memory answer) {
    return system.ioctl(number, new NativeLong(request), answer) == 0;
  }

  private static boolean leadsTo(Path link, Path device) {
    try {
      return Files.readSymbolicLink(link).equals(device);
    } catch (IOException e) {
      return false; // The file was closed meanwhile.
    }
  }
}
