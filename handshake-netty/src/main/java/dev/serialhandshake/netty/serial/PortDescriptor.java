// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a port that this process has open, for the system calls that jSerialComm does
 * not offer. It is valid only while the port is open. Linux only; needs JNA.
 */
final class PortDescriptor {

  private final PortLibC system;
  private final int number;

  private PortDescriptor(PortLibC system, int number) {
    this.system = system;
    this.number = number;
  }

  /** Finds the descriptor of a device; null where there is none, no /proc, or no JNA. */
  static @Nullable PortDescriptor of(String device) {
    if (!OperatingSystem.isLinux()) {
      return null;
    }
    try {
      // The descriptor is looked up: to open the device again would raise DTR and RTS.
      int number = find(Path.of(device));
      return number < 0 ? null : new PortDescriptor(PortLibC.INSTANCE, number);
    } catch (IOException | LinkageError e) {
      return null;
    }
  }

  int number() {
    return number;
  }

  /** Calls ioctl(2) without an argument; false if it fails. */
  boolean ioctl(long request) {
    return system.ioctl(number, new NativeLong(request)) == 0;
  }

  /** Calls ioctl(2) with a place for its answer; false if it fails. */
  boolean ioctl(long request, Memory answer) {
    return system.ioctl(number, new NativeLong(request), answer) == 0;
  }

  private static int find(Path device) throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path link : open) {
        if (leadsTo(link, device)) {
          return Integer.parseInt(link.getFileName().toString());
        }
      }
    }
    return -1;
  }

  private static boolean leadsTo(Path link, Path device) {
    try {
      return Files.readSymbolicLink(link).equals(device);
    } catch (IOException e) {
      return false; // The file was closed meanwhile.
    }
  }
}
