// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.JsonTree;
import dev.serialhandshake.cli.console.Schema;
import dev.serialhandshake.cli.probe.ProbeCommand;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ProbeIT {

  @Test
  void aServedLineIsEstablished() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0")) {
      String line = server.served();
      Run text = Run.jar("probe", line);
      assertEquals(0, text.exit(), text.err());
      assertTrue(text.out().contains("verdict    established"), text.out());
      Run json = Run.jar("probe", "--json", line);
      assertEquals(0, json.exit(), json.err());
      Map<String, String> object = parse(json.out());
      assertEquals("true", object.get("established"));
      assertEquals("null", object.get("verdict"), json.out());
    }
  }

  @Test
  void silenceIsTold() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::swallow)) {
      assertVerdict(ExitCode.PEER_SILENT, "SILENT", peer);
    }
  }

  @Test
  void aLineThatCannotBeOpenedIsOneJsonObjectToo() throws Exception {
    Run run = Run.jar("probe", "--json", "/dev/no-such-port");
    assertEquals(ExitCode.NO_SUCH_PORT.number(), run.exit(), run.err());
    assertEquals("", run.err());
    Map<String, String> json = parse(run.out());
    assertEquals("false", json.get("established"));
    assertEquals("NO_SUCH_PORT", json.get("reason"));
    assertTrue(json.get("sentence").contains("no such port"), run.out());
  }

  @Test
  void garbageIsTold() throws Exception {
    try (PeerSocket peer =
        new PeerSocket(
            client -> {
              client.getOutputStream().write("board login: ".getBytes(US_ASCII));
              PeerSocket.swallow(client);
            })) {
      Map<String, String> json = assertVerdict(ExitCode.NO_HANDSHAKE, "LOGIN_PROMPT", peer);
      assertEquals("13", json.get("discardedBytes"));
    }
  }

  @Test
  void refusalIsTold() throws Exception {
    try (PeerSocket peer =
        new PeerSocket(
            client -> {
              byte[] frame = new byte[8];
              while (client.getInputStream().read(frame) >= 0) {
                client.getOutputStream().write(0x15);
              }
            })) {
      assertVerdict(ExitCode.PEER_DECLINED, "NAKS_ONLY", peer);
    }
  }

  @Test
  void aClosedLineIsTold() throws Exception {
    try (PeerSocket peer = new PeerSocket(client -> client.getInputStream().readNBytes(2))) {
      assertVerdict(ExitCode.LINE_CLOSED, "CLOSED", peer);
    }
  }

  @Test
  void aConnectThatFailsSaysWhatIsThere() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::echo)) {
      Run run =
          Run.of(
              "halt\n".getBytes(US_ASCII), Run.jarCommand("connect", "--timeout=4s", peer.line()));
      assertEquals(ExitCode.NO_HANDSHAKE.number(), run.exit(), run.err());
      assertTrue(run.err().contains("our own bytes come back (16 "), run.err());
      assertTrue(run.err().contains("take the loopback plug off"), run.err());
    }
  }

  @Test
  void aVerboseServerSaysOnceWhoCameAndLeft() throws Exception {
    try (Daemon server = Daemon.jar("serve", "-v", "--echo", "tcp-listen:127.0.0.1:0")) {
      int port = server.servedPort();
      try (Socket getty = new Socket(InetAddress.getLoopbackAddress(), port)) {
        getty.getOutputStream().write("board login: ".getBytes(US_ASCII));
        String said = server.await("no handshake so far");
        assertTrue(said.contains("a login prompt has the far end"), said);
      }
    }
  }

  private static Map<String, String> assertVerdict(ExitCode code, String verdict, PeerSocket peer)
      throws Exception {
    Run run =
        Run.jar("probe", "--json", "--attempt-timeout", "100ms", "--timeout", "3s", peer.line());
    assertEquals(code.number(), run.exit(), run.err());
    Map<String, String> json = parse(run.out());
    assertEquals("false", json.get("established"));
    assertEquals(verdict, json.get("verdict"), run.out());
    return json;
  }

  /** The object that was printed, which is as the schema says. */
  private static Map<String, String> parse(String json) throws Exception {
    assertIsAsTheSchemaSays(json);
    Map<String, String> values = new LinkedHashMap<>();
    ((Map<?, ?>) JsonTree.parse(json))
        .forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
    return values;
  }

  static void assertIsAsTheSchemaSays(String json) throws Exception {
    Schema schema = Schema.of(ProbeCommand.class, "probe.schema.json");
    assertEquals(List.of(), schema.faults(json), json);
  }
}
