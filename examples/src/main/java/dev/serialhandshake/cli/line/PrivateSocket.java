// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.netty.session.OwnersSocket;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * The file of a Unix socket that this process listens on, and that only its owner may connect to.
 * It replaces a file on which nobody listens any more. It is removed at the end of the process at
 * the latest.
 *
 * <p>In this order: {@link #prepare}, bind to {@link #hidden}, {@link #publish}; at the end, and
 * after a failure in between, {@link #unlink}.
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
   * Makes the hidden folder, and removes an old socket on which nobody listens any more.
   *
   * @throws LineException if another process listens there, or the path is too long
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

  /** The path to bind to: in a folder that nobody else can enter. */
  public Path hidden() {
    return file.hidden();
  }

  /**
   * Moves the bound socket to the path where clients look for it.
   *
   * @throws LineException if there is a file by now
   */
  public void publish() throws IOException {
    try {
      file.publish();
    } catch (FileAlreadyExistsException e) {
      throw new LineException(ExitCode.PORT_BUSY, UnixSockets.TAKEN);
    }
    file.removeHidden();
  }

  /** Whether the file is still there, and still the one that this object made. */
  public boolean isInPlace() {
    return file.isInPlace();
  }

  /** Removes the file, unless another file has taken its place. */
  public void unlink() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The process is ending, and the hook removes the file.
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
