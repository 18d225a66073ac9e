// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports that speak telnet, and ports that do not as they should: one line, and an exit code. */
@Timeout(120)
class TelnetIT {

  private static final String AGREES = "fffd00fffb00fffd03fffb03";

  /** A terminal server that says this to each client, and then takes what it sends. */
  private static PeerSocket saying(String hex) throws Exception {
    return new PeerSocket(
        client -> {
          client.getOutputStream().write(HexFormat.of().parseHex(hex));
          PeerSocket.swallow(client);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "telnet, '', NO_TELNET, 'the peer sent no telnet command; if the port is raw, use tcp:'",
    "telnet, fffb01, NO_TELNET, 'has not answered the question for BINARY'",
    "telnet, fffe00, TELNET_REFUSED, 'the values 80 to ff do not pass'",
    "rfc2217, fffd00fffb00fffe2c, TELNET_REFUSED, 'refuses telnet''s option 44 (RFC 2217)'",
    "rfc2217, fffd00fffb00fffd2cfffa2c6500002580fff0, SETTING_REFUSED,"
        + " 'has baud rate 9600, not 57600'"
  })
  void aPortThatIsNoLineIsToldInOneLine(String kind, String says, ExitCode code, String words)
      throws Exception {
    try (PeerSocket peer = saying(says)) {
      String line = kind + ":127.0.0.1:" + peer.port();
      Run connect = Run.connect("-b", "57600", line);
      assertEquals(code.number(), connect.exit(), connect.err());
      assertEquals(1, connect.err().lines().count(), connect.err());
      assertTrue(connect.err().contains(line + ": the p"), connect.err());
      assertTrue(connect.err().contains(words), connect.err());
      Run probe = Run.jar("probe", "--json", "-b", "57600", line);
      assertEquals(code.number(), probe.exit(), probe.err());
      assertTrue(probe.out().contains('"' + code.name() + '"'), probe.out());
    }
  }

  /** Not "the peer is silent": no SYN was sent. */
  @Test
  void aTimeoutThatEndsBeforeTheTimeOfTheNegotiationTellsOfTelnet() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::swallow)) {
      String line = "telnet:127.0.0.1:" + peer.port();
      Run connect = Run.connect("--timeout=1s", line);
      assertEquals(ExitCode.NO_TELNET.number(), connect.exit(), connect.err());
      Run probe = Run.jar("probe", "--timeout=1s", line);
      assertEquals(ExitCode.NO_TELNET.number(), probe.exit(), probe.err());
    }
  }

  @Test
  void probeOfARawLineThatSpeaksTelnetNamesTheLineToTake() throws Exception {
    try (PeerSocket peer = saying("fffb03fffd03fffb01")) {
      Run probe = Run.jar("probe", "--timeout=5s", peer.line());
      assertEquals(ExitCode.NO_HANDSHAKE.number(), probe.exit(), probe.err());
      String telnet = peer.line().replace("tcp:", "telnet:");
      String rfc2217 = peer.line().replace("tcp:", "rfc2217:");
      assertTrue(
          probe.out().contains("use " + telnet + " as the LINE, or " + rfc2217), probe.out());
    }
  }

  @Test
  void aServedLineBehindTelnetIsEstablished() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--echo", "telnet-listen:127.0.0.1:0")) {
      String line = server.served();
      Run probe = Run.jar("probe", line);
      assertEquals(0, probe.exit(), probe.err() + probe.out());
      Run withRate = Run.jar("probe", "-b", "9600", line.replace("telnet:", "rfc2217:"));
      assertEquals(0, withRate.exit(), withRate.err() + withRate.out());
      Run swept = Run.jar("probe", "--sweep", line);
      assertEquals(0, swept.exit(), swept.err() + swept.out());
      Run raw = Run.jar("probe", "--timeout=5s", line.replace("telnet:", "tcp:"));
      assertTrue(raw.out().contains("use " + line + " as the LINE"), raw.out());
    }
  }

  @Test
  void aServedLineThatSpeaksNoTelnetEndsTheCommandAtItsStart() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::swallow)) {
      Run run = Run.jar("serve", "--echo", "telnet:127.0.0.1:" + peer.port());
      assertEquals(ExitCode.NO_TELNET.number(), run.exit(), run.err());
      assertTrue(run.err().contains("the peer sent no telnet command"), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
  }

  /** As busybox's telnet: it refuses BINARY, and sends the Enter key as CR NUL. */
  @Test
  void aPersonWhoseTelnetRefusesBinaryCanLogIn() throws Exception {
    try (Daemon server =
        Daemon.jar("serve", "--echo", LoginIT.SHELL, "telnet-listen:127.0.0.1:0")) {
      int port = server.servedPort();
      try (Socket person = new Socket(InetAddress.getLoopbackAddress(), port)) {
        person.setSoTimeout(60_000);
        person.getOutputStream().write(HexFormat.of().parseHex("fffe00fffc00fffd01fffd03fffb03"));
        server.await("a person can log in, and SSH cannot pass");
        awaitText(person, "ready: ");
        person.getOutputStream().write("echo a$((40+2))\r\0".getBytes(US_ASCII));
        awaitText(person, "a42\r\nready: ");
      }
      server.await("login session over");
    }
  }

  private static void awaitText(Socket from, String text) throws Exception {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(text) < 0) {
      int value = from.getInputStream().read();
      assertTrue(value >= 0, "the line was closed after: " + seen);
      seen.append((char) value);
    }
  }

  @Test
  void aForwardIsNoLine() throws Exception {
    Run run = Run.jar("serve", "--forward", "telnet:127.0.0.1:22", "tcp-listen:127.0.0.1:0");
    assertEquals(ExitCode.USAGE.number(), run.exit(), run.err());
    assertTrue(run.err().contains("give tcp:HOST:PORT"), run.err());
  }

  @Test
  void bootLogBeforeAndAfterTheNegotiationIsNoObstacle() throws Exception {
    byte[] log = "[    0.0] Linux\r\n".repeat(20).getBytes(US_ASCII);
    try (PeerSocket peer =
        new PeerSocket(
            client -> {
              client.getOutputStream().write(log);
              client.getOutputStream().write(HexFormat.of().parseHex(AGREES));
              client.getOutputStream().write(log);
              PeerSocket.swallow(client);
            })) {
      Run probe = Run.jar("probe", "--timeout=8s", "telnet:127.0.0.1:" + peer.port());
      String discarded = "discarded  " + 2 * log.length + " bytes";
      assertTrue(probe.out().contains(discarded), probe.out()); // and not one of the commands
    }
  }
}
