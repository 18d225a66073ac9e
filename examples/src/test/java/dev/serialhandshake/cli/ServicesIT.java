// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What else {@code serve} and {@code connect} put on the two ends of a line. */
@Timeout(120)
class ServicesIT {

  @TempDir Path folder;

  @Test
  void echoSendsBackAndTheNextClientIsServedToo() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0");
        Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", server.served())) {
      int port = near.localPort();
      assertEquals("first", exchange(port, "first"));
      assertEquals("second", exchange(port, "second"));
    }
  }

  @Test
  void forwardHandsTheLineToATcpServer() throws Exception {
    try (PeerSocket target = new PeerSocket(PeerSocket::echo);
        Daemon server = Daemon.jar("serve", "--forward", target.line(), "tcp-listen:127.0.0.1:0");
        Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", server.served())) {
      assertEquals("forwarded", exchange(near.localPort(), "forwarded"));
    }
  }

  /**
   * As with the system's sshd on port 22. The client sends more after its first bytes have come
   * back.
   */
  @Test
  void forwardHandsAllOfASessionToAServerOfSsh() throws Exception {
    try (PeerSocket target = new PeerSocket(PeerSocket::echo);
        Daemon server =
            Daemon.jar(
                "serve",
                "--client-begins=ssh",
                "--forward",
                target.line(),
                "tcp-listen:127.0.0.1:0");
        Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", server.served());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), near.localPort())) {
      client.setSoTimeout(30_000);
      for (String part : List.of("SSH-2.0-test\r\n", "goes on")) {
        client.getOutputStream().write(part.getBytes(US_ASCII));
        byte[] back = client.getInputStream().readNBytes(part.length());
        assertEquals(part, new String(back, US_ASCII));
      }
    }
  }

  @Test
  void aServerThatSpeaksFirstIsHeardWhereClientsBeginLater() throws Exception {
    try (PeerSocket target =
            new PeerSocket(
                client -> {
                  client.getOutputStream().write("220 ready\r\n".getBytes(US_ASCII));
                  PeerSocket.swallow(client);
                });
        Daemon server =
            Daemon.jar(
                "serve",
                "--client-begins=later",
                "--forward",
                target.line(),
                "tcp-listen:127.0.0.1:0");
        Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", server.served());
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), near.localPort())) {
      silent.setSoTimeout(30_000);
      assertEquals("220 ready\r\n", new String(silent.getInputStream().readNBytes(11), US_ASCII));
    }
  }

  @Test
  void theServerThatALineIsForwardedToKnowsItByTheAddressItComesFrom() throws Exception {
    BlockingQueue<String> callers = new LinkedBlockingQueue<>();
    try (PeerSocket target =
            new PeerSocket(
                client -> {
                  callers.add(client.getInetAddress().getHostAddress());
                  PeerSocket.echo(client);
                });
        Daemon server =
            Daemon.jar(
                "serve", "--forward", target.line(), "--from-line", "tcp-listen:127.0.0.1:0")) {
      String told = server.await("serving");
      String line = told.replaceFirst(".*tcp-listen:(\\S+);.*", "tcp:$1");
      try (Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", line)) {
        int port = near.localPort();
        for (int session = 0; session < 2; session++) {
          assertEquals("forwarded", exchange(port, "forwarded"));
          String caller = callers.poll(30, TimeUnit.SECONDS);
          assertTrue(told.endsWith("; its sessions come from " + caller), told + " " + caller);
          assertNotEquals("127.0.0.1", caller);
        }
      }
    }
  }

  @Test
  void connectLogsWhatComesBeforeTheLineIsInSyncAndNothingOfTheSession() throws Exception {
    Path log = folder.resolve("boot.log");
    try (PeerSocket board =
        new PeerSocket(
            client -> {
              client.getOutputStream().write("[ 0.1] boots\r\n".getBytes(US_ASCII));
              BlockingHandshake.server(
                  client.getInputStream(),
                  client.getOutputStream(),
                  HandshakeSettings.defaults(),
                  HandshakeObserver.NONE);
              client.getOutputStream().write("session\n".getBytes(US_ASCII));
              PeerSocket.swallow(client);
            })) {
      List<String> command = Run.jarCommand("connect", "--log", log.toString(), board.line());
      Run run = Run.of("x".getBytes(US_ASCII), command);
      assertEquals(0, run.exit(), run.err());
    }
    String text = Files.readString(log);
    assertTrue(text.matches("[-0-9T:.]+Z \\[ 0\\.1\\] boots\\n(?s:.*)"), text);
    assertFalse(text.contains("session"), text);
  }

  @Test
  void serveLogsWhatComesBetweenSessionsAndNothingOfThem() throws Exception {
    Path log = folder.resolve("tcp-listen_127.0.0.1_0.log");
    try (Daemon server =
        Daemon.jar(
            "serve",
            "--echo",
            "--log",
            folder.resolve("%n.log").toString(),
            "tcp-listen:127.0.0.1:0")) {
      int port = server.servedPort();
      try (Socket line = new Socket(InetAddress.getLoopbackAddress(), port)) {
        line.getOutputStream().write("[ 0.1] boots\r\n".getBytes(US_ASCII));
        BlockingHandshake.client(
            line.getInputStream(),
            line.getOutputStream(),
            HandshakeSettings.defaults(),
            HandshakeObserver.NONE);
        line.getOutputStream().write("session\n".getBytes(US_ASCII));
        assertEquals("session\n", new String(line.getInputStream().readNBytes(8), US_ASCII));
      }
      server.await("session over");
    }
    String text = Files.readString(log);
    assertTrue(
        text.matches("[-0-9T:.]+Z \\[127\\.0\\.0\\.1:\\d+\\] \\[ 0\\.1\\] boots\\n(?s:.*)"), text);
    assertFalse(text.contains("session"), text);
  }

  @Test
  void connectTakesACommandForItsLine() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0");
        Daemon near =
            Daemon.jar("connect", "--listen", "127.0.0.1:0", TcpPipe.line(server.servedPort()))) {
      int port = near.localPort();
      assertEquals("first", exchange(port, "first"));
      assertEquals("second", exchange(port, "second"));
    }
  }

  @Test
  void serveTakesACommandForItsLineAndStartsItAnewWhenItEnds() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Daemon server = Daemon.jar("serve", "--echo", TcpPipe.line(listener.getLocalPort()))) {
      server.await("serving exec:");
      for (int round = 0; round < 2; round++) {
        try (Socket socket = listener.accept()) {
          BlockingHandshake.client(
              socket.getInputStream(),
              socket.getOutputStream(),
              HandshakeSettings.defaults(),
              HandshakeObserver.NONE);
          socket.getOutputStream().write("over a command".getBytes(US_ASCII));
          byte[] answer = socket.getInputStream().readNBytes("over a command".length());
          assertEquals("over a command", new String(answer, US_ASCII));
        }
        server.await("closed; opening it again");
      }
    }
  }

  @Test
  void execHandsTheLineToAChild() throws Exception {
    try (Daemon server =
            Daemon.jar("serve", "--exec", "read word; echo got $word", "tcp-listen:127.0.0.1:0");
        Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", server.served())) {
      int port = near.localPort();
      assertEquals("got this\n", exchange(port, "this\n"));
      assertEquals("got that\n", exchange(port, "that\n"));
    }
  }

  @Test
  void hexShowsEveryFrameOnStandardErrorOnly() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--exec=cat >&2", "tcp-listen:127.0.0.1:0")) {
      Run run = Run.of("x".getBytes(US_ASCII), Run.jarCommand("connect", "--hex", server.served()));
      assertEquals(0, run.exit(), run.err());
      assertEquals("", run.out());
      for (String frame : List.of("SYN      n=", "SYN-ACK", "ACK      m+1=", "in sync")) {
        assertTrue(run.err().contains(frame), run.err());
      }
    }
  }

  @Test
  void connectOverTcpLoadsNeitherNettyNorSshdNorTls() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0")) {
      List<String> command = new ArrayList<>(Run.jarCommand("connect", server.served()));
      command.add(1, "-Xlog:class+load");
      Run run = Run.of("x".getBytes(US_ASCII), command);
      assertEquals(0, run.exit(), run.err());
      assertTrue(
          run.out().contains("dev.serialhandshake.core.blocking.BlockingHandshake"),
          "no class log");
      assertFalse(run.out().contains("io.netty."), "Netty was loaded");
      assertFalse(run.out().contains("org.apache.sshd"), "MINA SSHD was loaded");
      assertFalse(run.out().contains("com.fazecast"), "jSerialComm was loaded");
      assertFalse(run.out().contains("javax.net.ssl"), "the JDK's TLS was loaded");
      assertFalse(run.out().contains("cli.line.Tls"), "our TLS was loaded");
    }
  }

  @Test
  void theDemoShowsAllOfIt() throws Exception {
    Run demo = Run.jar("demo");
    assertEquals(0, demo.exit(), demo.err());
    for (String text : List.of("garbage", "SYN-ACK", "in sync", "All of it happened")) {
      assertTrue(demo.out().contains(text), demo.out());
    }
  }

  @Test
  void helpListsEveryCommandAndExitCode() throws Exception {
    Run help = Run.jar("--help");
    assertEquals(0, help.exit());
    for (String command : List.of("demo", "serve", "connect", "status", "probe", "ports")) {
      assertTrue(help.out().contains("  " + command + " "), help.out());
      assertEquals(0, Run.jar(command, "--help").exit());
    }
    for (String line : ExitCode.list().values()) {
      assertTrue(help.out().contains(line), help.out());
    }
  }

  @Test
  void portsEndsWell() throws Exception {
    assertEquals(0, Run.jar("ports").exit());
  }

  private static String exchange(int port, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
      int length = text.startsWith("th") ? "got ".length() + text.length() : text.length();
      return new String(socket.getInputStream().readNBytes(length), US_ASCII);
    }
  }
}
