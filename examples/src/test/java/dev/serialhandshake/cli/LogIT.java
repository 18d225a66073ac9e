// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.JsonTree;
import dev.serialhandshake.cli.console.Schema;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.status.LineTotals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log says who was on a line. */
@Timeout(180)
class LogIT {

  @TempDir Path folder;

  private OpenSsh client;

  @BeforeEach
  void makeKeys() throws Exception {
    client = new OpenSsh(folder);
  }

  private Daemon serve(Path status) throws Exception {
    return client.serve("--log-format=json", "--status=" + status, "tcp-listen:127.0.0.1:0");
  }

  private static String line(Daemon server) throws Exception {
    String waiting = awaited(server, "waiting").get("message").toString();
    return Daemon.clientEnd(waiting);
  }

  private static Map<?, ?> awaited(Daemon server, String event) throws Exception {
    return (Map<?, ?>) JsonTree.parse(server.await("\"event\":\"" + event + "\""));
  }

  /** Everything that a serve has said, each line as the schema says. */
  private static void assertAllIsJson(Daemon server) throws Exception {
    server.terminate();
    Schema schema = Schema.of(EventKind.class, "event.schema.json");
    for (String line : server.said().lines().toList()) {
      assertEquals(List.of(), schema.faults(line), line);
    }
  }

  @Test
  void whoWasInIsToldFromTheHandshakeToTheEnd() throws Exception {
    AuthorizedKeyEntry key = AuthorizedKeyEntry.readAuthorizedKeys(client.authorizedKeys()).get(0);
    String fingerprint =
        KeyUtils.getFingerPrint(
            key.resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING));
    Path socket = folder.resolve("private/status");
    try (Daemon server = serve(socket)) {
      String line = line(server);
      assertEquals(0, client.ssh(line, new byte[0], "true").exit());
      Map<?, ?> handshake = awaited(server, "handshake");
      assertInstanceOf(Long.class, handshake.get("milliseconds"), handshake.toString());
      Map<?, ?> login = awaited(server, "login");
      assertEquals(fingerprint, login.get("fingerprint"));
      assertEquals("ssh-ed25519", login.get("keyType"));
      assertEquals("tester", login.get("comment"));
      assertTrue(login.get("peer").toString().startsWith("127.0.0.1:"), login.toString());
      Map<?, ?> end = awaited(server, "end");
      assertEquals(login.get("user"), end.get("user"));
      assertEquals(fingerprint, end.get("fingerprint"));
      assertEquals(login.get("peer"), end.get("peer"));
      assertTrue((Long) end.get("bytesIn") > 500, end.toString());
      assertTrue((Long) end.get("bytesOut") > 500, end.toString());
      assertNotNull(end.get("cause"), end.toString());
      LineTotals totals = StatusIT.lines(socket).get(0).totals();
      assertEquals(1, totals.logins());
      assertEquals(1, totals.loginTimes().count());
      assertEquals(1, totals.sessionTimes().count());
      assertAllIsJson(server);
    }
  }

  @Test
  void whoWasRefusedIsTold() throws Exception {
    Files.writeString(client.authorizedKeys(), "");
    Path socket = folder.resolve("private/status");
    try (Daemon server = serve(socket)) {
      String line = line(server);
      client.ssh(line, new byte[0], "true");
      Map<?, ?> refused = awaited(server, "refused");
      assertEquals("ssh-ed25519", refused.get("keyType"));
      assertEquals("no key that may log in", refused.get("cause"));
      LineTotals totals = StatusIT.lines(socket).get(0).totals();
      assertEquals(1, totals.refusals());
      assertEquals(0, totals.logins());
      assertAllIsJson(server);
    }
  }

  /** Also what is said before a line is open, and what ends the process. */
  @Test
  void aFailureIsAnObjectToo() throws Exception {
    Run serve =
        Run.jar("serve", "--log-format=json", "--echo", folder.resolve("missing").toString());
    assertEquals(3, serve.exit(), serve.err());
    List<String> said = serve.err().lines().toList();
    Map<?, ?> error = (Map<?, ?>) JsonTree.parse(said.get(said.size() - 1));
    assertEquals("error", error.get("event"));
    assertTrue(error.get("message").toString().contains("no such port"), serve.err());
    assertEquals(2, Run.jar("serve", "--log-format=xml", "--echo", "tcp:a:1").exit());
    assertTrue(Files.notExists(folder.resolve("missing")));
  }
}
