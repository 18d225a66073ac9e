// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.console.Exit;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Runs {@code connect} against a server in the same process, and then on a device that is no serial
 * port. A JVM with the option {@code -XX:ArchiveClassesAtExit} archives the classes that this
 * loads, so that a login loads them faster.
 *
 * <p>It runs {@link Main}, since no class may be missing. For a class that is not in the archive,
 * the JVM opens the jar, and to read the names of its 14,000 files takes longer than a handshake.
 */
public final class Rehearsal {

  /** No serial port, but a device: so the code that opens a port runs before it fails. */
  private static final String NO_PORT = "/dev/null";

  private Rehearsal() {}

  /**
   * Runs the rehearsal. Standard input must have ended, or the session does not end.
   *
   * @param arguments are not read
   */
  public static void main(String[] arguments) throws Exception {
    boolean connected;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> answer(server), "peer");
      peer.setDaemon(true);
      peer.start();
      connected = Main.run("connect", "tcp:127.0.0.1:" + server.getLocalPort()) == 0;
    }
    boolean failed = Main.run("connect", "serial:" + NO_PORT) != 0; // as expected
    Exit.now(connected && failed ? 0 : 1);
  }

  private static void answer(ServerSocket server) {
    try (Socket line = server.accept()) {
      BlockingHandshake.server(
          line.getInputStream(),
          line.getOutputStream(),
          HandshakeSettings.defaults(),
          HandshakeObserver.NONE);
      line.getInputStream().transferTo(line.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
