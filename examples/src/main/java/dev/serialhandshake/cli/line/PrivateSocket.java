// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.netty.session.OwnersSocket;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * The file of a Unix socket that we listen on, which only its owner may connect to. It takes the
 * place of one that nobody listens on any more. It goes when we go.
 */
public final class PrivateSocket {

  private final Path path;
  private final OwnersSocket file;
  private final Thread atExit = new Thread(this::removeAll, "unlink");

  private PrivateSocket(Path path, OwnersSocket file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Makes room for a socket, also where one stands that nobody listens on any more.
   *
   * @throws LineException if somebody listens there, or the path is too long
   */
  public static PrivateSocket prepare(Path path) throws IOException {
    UnixSockets.removeStale(path);
    UnixSockets.checkLength(path);
    OwnersSocket file;
    try {
      file = OwnersSocket.prepare(path);
    } catch (FileAlreadyExistsException e) {
      throw new LineException(ExitCode.PORT_BUSY, UnixSockets.TAKEN);
    }
    try {
      UnixSockets.checkLength(file.hidden());
    } catch (IOException e) {
      file.removeHidden();
      throw e;
    }
    PrivateSocket socket = new PrivateSocket(path, file);
    Runtime.getRuntime().addShutdownHook(socket.atExit);
    return socket;
  }

  /** Where to bind. */
  public Path hidden() {
    return file.hidden();
  }

  /**
   * Puts the socket that was bound where others find it.
   *
   * @throws LineException if somebody else did so meanwhile
   */
  public void publish() throws IOException {
    try {
      file.publish();
    } catch (FileAlreadyExistsException e) {
      throw new LineException(ExitCode.PORT_BUSY, UnixSockets.TAKEN);
    }
    file.removeHidden();
  }

  /** Whether the file is still there, and still ours. */
  public boolean isInPlace() {
    return file.isInPlace();
  }

  /** Removes the file, unless it is somebody else's by now. */
  public void unlink() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The process is ending: the hook does it.
    }
    removeAll();
  }

  private void removeAll() {
    try {
      file.remove();
      file.removeHidden();
    } catch (IOException e) {
      Console.say("cannot remove " + path + ": " + e.getMessage());
    }
  }
}
