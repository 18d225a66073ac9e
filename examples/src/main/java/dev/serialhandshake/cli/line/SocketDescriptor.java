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
 * Finds the number of a socket's descriptor, which Java does not tell. It sets an option of the
 * socket to an unusual value, and then asks the system which descriptor of this process has that
 * value. On Linux only.
 */
final class SocketDescriptor {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /**
   * Seconds of SO_LINGER: a number that nobody else sets. The option has an effect only at the
   * close of the socket.
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
    try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : open) {
        int number = Integer.parseInt(descriptor.getFileName().toString());
        if (isMarked(number)) {
          return number;
        }
      }
    }
    throw new IOException("its descriptor is not in " + DESCRIPTORS);
  }

  /** Reads {@code struct linger}: whether it is on, and the seconds. */
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
