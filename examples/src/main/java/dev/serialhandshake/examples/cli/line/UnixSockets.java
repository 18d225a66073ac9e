// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.line;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files that stand for Unix sockets: what they are, and whether anybody listens. */
public final class UnixSockets {

  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private UnixSockets() {}

  /** The system only says "refused" of a file that is no socket. */
  public static void checkIsSocket(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!isSocket(path)) {
      throw new FileSystemException(
          path.toString(), null, Files.isDirectory(path) ? "a directory" : "a file");
    }
  }

  /** Makes room for a new socket where one stands that nobody listens on any more. */
  static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    checkIsSocket(path);
    if (answers(path)) {
      throw new BindException("Address already in use");
    }
    Files.delete(path);
  }

  /** Whether anybody listens on a socket. */
  public static boolean answers(Path path) throws IOException {
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    try {
      return ((Integer) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == SOCKET;
    } catch (UnsupportedOperationException e) {
      return true; // Windows cannot tell; the connect will.
    }
  }
}
