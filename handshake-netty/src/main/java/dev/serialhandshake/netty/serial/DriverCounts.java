// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The counters that Linux keeps for a port (TIOCGICOUNT). jSerialComm does not show them, JNA can
 * ask for them, and only while the port is open.
 */
final class DriverCounts {

  /** Not of the MIPS processors; jSerialComm has no library for them. */
  private static final long TIOCGICOUNT = 0x545d;

  /**
   * {@code struct serial_icounter_struct}: numbers of 32 bits, of which the first ones are used.
   */
  private static final int STRUCT_BYTES = 80;

  private static final int FRAME = 6;
  private static final int OVERRUN = 7;
  private static final int PARITY = 8;
  private static final int BREAK = 9;
  private static final int BUFFER_OVERRUN = 10;

  private final int descriptor;
  private final int[] atOpen;

  private DriverCounts(int descriptor, int[] atOpen) {
    this.descriptor = descriptor;
    this.atOpen = atOpen;
  }

  /** Begins to count for a device that this process has open; null where nobody counts. */
  static @Nullable DriverCounts begin(String device) {
    if (!OperatingSystem.isLinux()) {
      return null;
    }
    try {
      int descriptor = descriptor(Path.of(device));
      int[] atOpen = descriptor < 0 ? null : ask(descriptor);
      return atOpen == null ? null : new DriverCounts(descriptor, atOpen);
    } catch (IOException | LinkageError e) {
      return null; // No /proc, or no JNA.
    }
  }

  /** The counts since the beginning; null if the driver has none to tell any more. */
  @Nullable SerialLineErrors read() {
    int[] now = ask(descriptor);
    return now == null
        ? null
        : new SerialLineErrors(
            true,
            since(now, BREAK),
            since(now, FRAME),
            since(now, PARITY),
            OptionalLong.of(since(now, OVERRUN) + since(now, BUFFER_OVERRUN)));
  }

  private long since(int[] now, int index) {
    return Integer.toUnsignedLong(now[index] - atOpen[index]); // They wrap.
  }

  /** Opening the device once more would raise DTR and RTS for an instant; so it is looked up. */
  private static int descriptor(Path device) throws IOException {
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
      return false; // Closed meanwhile.
    }
  }

  private static int @Nullable [] ask(int descriptor) {
    try (Memory counters = new Memory(STRUCT_BYTES)) {
      return LibC.INSTANCE.ioctl(descriptor, new NativeLong(TIOCGICOUNT), counters) == 0
          ? counters.getIntArray(0, BUFFER_OVERRUN + 1)
          : null;
    }
  }
}
