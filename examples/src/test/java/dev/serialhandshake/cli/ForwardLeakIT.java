// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.testing.Poll;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hang up leave no connection to the target of {@code --forward}. */
@Timeout(180)
class ForwardLeakIT {

  private static final int CLIENTS = Integer.getInteger("forward.clients", 100);
  private static final int DEADLINE_SECONDS = 60;

  @TempDir Path folder;

  private final AtomicInteger opened = new AtomicInteger();
  private final BlockingQueue<Socket> ended = new LinkedBlockingQueue<>();

  /** Never ends a connection by itself; tells when the other end does. */
  private void target(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        opened.incrementAndGet();
        Thread reader = new Thread(() -> readToItsEnd(connection), "target");
        reader.setDaemon(true);
        reader.start();
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  private void readToItsEnd(Socket connection) {
    try (connection;
        InputStream in = connection.getInputStream()) {
      in.readAllBytes();
    } catch (IOException e) {
      // A reset is an end as well.
    }
    ended.add(connection);
  }

  /** The log does not tell it: of a hundred sessions in a minute it only gives the number. */
  private static boolean allHaveEnded(Path status) throws Exception {
    LineStatus line = StatusIT.lines(status).get(0);
    return line.totals().handshakes() >= CLIENTS && line.connections() == 0;
  }

  @Test
  void theConnectionOfAClientThatHangsUpIsClosed() throws Exception {
    Path status = folder.resolve("private/status");
    try (ServerSocket listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Daemon server =
            Daemon.jar(
                "serve",
                "--forward=tcp:127.0.0.1:" + listener.getLocalPort(),
                "--status=" + status,
                "tcp-listen:127.0.0.1:0")) {
      Thread accepting = new Thread(() -> target(listener), "accept");
      accepting.setDaemon(true);
      accepting.start();
      int port = server.servedPort();
      for (int i = 0; i < CLIENTS; i++) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          BlockingHandshake.client(
              client.getInputStream(),
              client.getOutputStream(),
              HandshakeSettings.builder().build(),
              HandshakeObserver.NONE);
          client.getOutputStream().write("SSH-2.0-gone\r\n".getBytes(US_ASCII));
        }
      }
      Poll.until("all sessions have ended", () -> allHaveEnded(status));
      // A connection may still arrive whose client hung up while it was made. It has to end, too.
      for (int seen = 0; seen < opened.get(); seen++) {
        assertNotNull(ended.poll(DEADLINE_SECONDS, TimeUnit.SECONDS), seen + " have ended");
      }
      assertTrue(opened.get() > 0, "no client came as far as the target");
    }
  }
}
