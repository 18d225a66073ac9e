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

/** The files that stand for Unix sockets: what they are, and that they go when we go. */
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
  public static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    checkIsSocket(path);
    if (answers(path)) {
      throw new BindException("Address already in use");
    }
    Files.delete(path);
  }

  private static boolean answers(Path path) throws IOException {
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Removes a socket when told to, or at the end of the process. */
  public static Unlink unlinkAtEnd(Path path) {
    return new Unlink(path);
  }

  private static boolean isSocket(Path path) throws IOException {
    try {
      return ((Integer) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == SOCKET;
    } catch (UnsupportedOperationException e) {
      return true; // Windows cannot tell; the connect will.
    }
  }

  /** A socket that is to be removed. */
  public static final class Unlink {
    private final Path path;
    private final Thread atExit = new Thread(this::unlink, "unlink");

    private Unlink(Path path) {
      this.path = path;
      Runtime.getRuntime().addShutdownHook(atExit);
    }

    private void unlink() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        System.err.println("serial-handshake: cannot remove " + path + ": " + e.getMessage());
      }
    }

    public void now() {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        return; // The process is ending: the hook does it.
      }
      unlink();
    }
  }
}
