// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code connect} gives its line back when its client ends before the handshake is done. */
@Timeout(120)
class ClientLeavesIT {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9.2\r\n"})
  void anInputThatEndsEndsTheHandshake(String input) throws Exception {
    try (PeerSocket silent = new PeerSocket(PeerSocket::swallow)) {
      Run run =
          Run.of(
              input.getBytes(US_ASCII), Run.jarCommand("connect", "--timeout=none", silent.line()));
      WrongUseIT.assertFails(ExitCode.CLIENT_LEFT, "the local client ended", run);
    }
  }

  @Test
  void anInputThatEndsEndsTheWaitForALine() throws Exception {
    Run run =
        Run.of(
            new byte[0],
            Run.jarCommand("connect", "--timeout=none", "unix-listen:" + folder.resolve("line")));
    WrongUseIT.assertFails(ExitCode.CLIENT_LEFT, "the local client ended", run);
  }

  @Test
  void bytesThatNeedNoAnswerAreDelivered() throws Exception {
    CompletableFuture<String> delivered = new CompletableFuture<>();
    try (PeerSocket server =
        new PeerSocket(
            client -> {
              BlockingHandshake.server(
                  client.getInputStream(),
                  client.getOutputStream(),
                  HandshakeSettings.defaults(),
                  HandshakeObserver.NONE);
              byte[] bytes = client.getInputStream().readAllBytes();
              delivered.complete(new String(bytes, US_ASCII));
            })) {
      Run run = Run.of("halt\n".getBytes(US_ASCII), Run.jarCommand("connect", server.line()));
      assertEquals(0, run.exit(), run.err());
      assertEquals("halt\n", delivered.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void aReaderThatLeavesEndsTheHandshakeOnAPort() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      Process connect =
          new ProcessBuilder(Run.jarCommand("connect", "--timeout=none", line.a)).start();
      try {
        connect.getInputStream().close(); // Its input stays open.
        assertTrue(connect.waitFor(60, TimeUnit.SECONDS), "goes on without a reader");
        assertEquals(ExitCode.CLIENT_LEFT.number(), connect.exitValue());
      } finally {
        connect.destroyForcibly();
      }
    }
  }

  @Test
  void aConnectionThatLeavesMakesRoomForTheNext() throws Exception {
    try (PeerSocket silent = new PeerSocket(PeerSocket::swallow);
        Daemon near =
            Daemon.jar(
                "connect", "--listen", "127.0.0.1:0", "--timeout=none", "--hex", silent.line())) {
      int port = near.localPort();
      for (int client = 0; client < 2; client++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          assertTrue(socket.isConnected());
          near.await("SYN");
        }
        near.await("the local client ended");
      }
    }
  }
}
