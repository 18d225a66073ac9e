// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.Main;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Home;
import dev.serialhandshake.cli.console.SystemLibraries;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.Lines;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * Runs {@code connect} against a server in the same process, and then on a device that is no serial
 * port. A JVM with the option {@code -XX:ArchiveClassesAtExit} archives the classes that this
 * loads, so that a login loads them faster.
 */
public final class Rehearsal {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** No serial port, but a device: so the code that opens a port runs before it fails. */
  private static final String NO_PORT = "/dev/null";

  private Rehearsal() {}

  /**
   * Runs the rehearsal.
   *
   * @param arguments are not read
   */
  public static void main(String[] arguments) throws Exception {
    MethodHandles.lookup().ensureInitialized(Main.class);
    Home.settle();
    SystemLibraries.settle();
    PlainConnect.isMeant("connect", "serial:none");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> answer(server), "peer");
      peer.setDaemon(true);
      peer.start();
      connect("tcp:127.0.0.1:" + server.getLocalPort());
    }
    try {
      connect("serial:" + NO_PORT);
    } catch (CommandFailure e) {
      // As expected. The classes that open a serial port are loaded now.
    }
  }

  private static void connect(String text) throws Exception {
    LineAddress line = LineAddress.parse(text);
    SerialSettings serial = SerialSettings.defaults();
    new NearEnd(line, serial, HandshakeSettings.defaults(), TcpKeepAlive.DEFAULT, null)
        .serve(
            () -> Lines.open(line, serial, LIMIT),
            HandshakeObserver.NONE,
            LocalClient.of(new ByteArrayInputStream(new byte[1]), OutputStream.nullOutputStream()));
  }

  private static void answer(ServerSocket server) {
    try (Socket line = server.accept()) {
      BlockingHandshake.server(
          line.getInputStream(),
          line.getOutputStream(),
          HandshakeSettings.defaults(),
          HandshakeObserver.NONE);
      line.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
