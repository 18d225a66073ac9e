// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks of the file of a Unix socket: what it is, and whether a program listens on it. */
public final class UnixSockets {

  /** The message if another program listens on a socket. */
  static final String TAKEN =
      "somebody listens there already; stop the other program, or take another path";

  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /**
   * {@code sockaddr_un} has 108 bytes on Linux, and 104 on others. Java does not use the last two.
   */
  private static final int MOST_BYTES =
      System.getProperty("os.name", "").startsWith("Linux") ? 106 : 102;

  private static final Charset FILE_NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private UnixSockets() {}

  /**
   * Checks that a path is a Unix socket that this user may connect to. Without this check, the
   * system would answer "connection refused" for a file that is no socket.
   */
  public static void checkIsSocket(Path path) throws IOException {
    checkLength(path);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!isSocket(path)) {
      String what = Files.isDirectory(path) ? "a directory" : "a file";
      throw new LineException(ExitCode.NO_SUCH_PORT, what + ", not a Unix socket; check the path");
    }
    if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
  }

  /** Refuses a path that is too long: the system would cut it, and use another path. */
  static void checkLength(Path path) throws IOException {
    int bytes = path.toString().getBytes(FILE_NAMES).length;
    if (bytes > MOST_BYTES) {
      throw new LineException(
          ExitCode.USAGE,
          "the path of a Unix socket may have "
              + MOST_BYTES
              + " bytes; "
              + "this one has "
              + bytes
              + ": take a shorter one");
    }
  }

  /**
   * Removes the file of a socket on which nobody listens any more, so that a new one can be bound.
   *
   * @throws LineException if a program listens on it, or the file is no socket
   */
  static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    checkIsSocket(path);
    if (answers(path)) {
      throw new LineException(ExitCode.PORT_BUSY, TAKEN);
    }
    Files.delete(path);
  }

  /** Whether a program listens on a socket. Does not wait if its queue is full. */
  public static boolean answers(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false); // A connect to a full queue would wait for ever.
      var unused = channel.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (SocketException e) {
      if (Files.isWritable(path)) {
        return true; // The queue of its listener is full.
      }
      throw e;
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    try {
      return ((Integer) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == SOCKET;
    } catch (UnsupportedOperationException e) {
      return true; // Windows does not tell. If it is no socket, the connect fails.
    }
  }
}
