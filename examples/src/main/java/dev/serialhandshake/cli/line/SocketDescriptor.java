// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import dev.serialhandshake.cli.process.ProcessLibC;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The number of a socket's descriptor, which Java does not tell. So Java marks the socket with an
 * option, and the system is asked which of our descriptors has that mark. On Linux only.
 */
final class SocketDescriptor {

  private static final Path OURS = Path.of("/proc/self/fd");

  /**
   * Seconds of SO_LINGER, which matters only when a socket is closed: a number that nobody sets.
   */
  private static final int MARK = 31_989;

  private static final int NO_LINGER = -1;

  private SocketDescriptor() {}

  static int of(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, MARK);
    try {
      return marked();
    } finally {
      channel.setOption(StandardSocketOptions.SO_LINGER, NO_LINGER);
    }
  }

  private static int marked() throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OURS)) {
      for (Path descriptor : open) {
        int number = Integer.parseInt(descriptor.getFileName().toString());
        if (isMarked(number)) {
          return number;
        }
      }
    }
    throw new IOException("its descriptor is not in " + OURS);
  }

  /** {@code struct linger}: whether it is on, and the seconds. */
  private static boolean isMarked(int number) {
    try (Memory linger = new Memory(2 * Integer.BYTES)) {
      IntByReference size = new IntByReference(2 * Integer.BYTES);
      return ProcessLibC.C.getsockopt(
                  number, ProcessLibC.SOL_SOCKET, ProcessLibC.SO_LINGER, linger, size)
              == 0
          && linger.getInt(0) != 0
          && linger.getInt(Integer.BYTES) == MARK;
    }
  }
}
