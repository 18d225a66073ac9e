// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.status.LineTotals;
import dev.serialhandshake.cli.status.PrometheusLines;
import dev.serialhandshake.cli.trust.OwnFile;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Random;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} and clients with links: sessions that go on when their line was lost. */
@Timeout(120)
class LinkIT {

  private static final byte[] KERNEL_MESSAGE =
      "[ 1234.567890] usb 1-1: new full-speed USB device number 2 using xhci_hcd\r\n"
          .getBytes(US_ASCII);

  @TempDir Path folder;
  private OpenSsh plain;

  @BeforeEach
  void makeKeys() throws Exception {
    plain = new OpenSsh(folder);
  }

  private static byte[] data(int length) {
    byte[] data = new byte[length];
    new Random(21).nextBytes(data);
    return data;
  }

  private static Bootstrap tcp(int port) {
    return new Bootstrap()
        .channel(NioSocketChannel.class)
        .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private LinkedSsh onPort(String device) {
    Bootstrap port =
        new Bootstrap().channel(SerialChannel.class).remoteAddress(new SerialAddress(device));
    return new LinkedSsh(port, LinkSettings.forLine(1_000_000).build(), plain.keys());
  }

  @Test
  void aTransferIsIntactOverConnectionsThatBreak() throws Exception {
    byte[] data = data(1_000_000);
    try (Daemon server = plain.serve()) {
      int port = server.servedPort();
      try (LinkedSsh client = new LinkedSsh(tcp(port), LinkSettings.defaults(), plain.keys())) {
        ClientSession session = client.login();
        client.breakAfter(200_000);
        assertArrayEquals(data, LinkedSsh.cat(session, data));
        assertTrue(client.resumed() >= 4, client.resumed() + " times");
        client.breakAfter(Integer.MAX_VALUE);
        session.close(false);
        server.await("the session of tester waits for it");
        server.await("the session of tester goes on");
        server.await("session over (tester");
      }
    }
  }

  /** The client's port is closed and opened again, and nothing tells the server of it. */
  @Test
  void noiseAndAPortThatIsOpenedAgainDoNotEndASession() throws Exception {
    byte[] data = data(60_000);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = plain.serve("--baud=1000000", line.a)) {
      server.await("serving ");
      try (LinkedSsh client = onPort(line.b)) {
        ClientSession session = client.login();
        client.breakAfter(40_000);
        for (int i = 0; i < 10; i++) {
          PtyLine.write(line.a, KERNEL_MESSAGE);
          PtyLine.write(line.b, KERNEL_MESSAGE);
        }
        assertArrayEquals(data, LinkedSsh.cat(session, data));
        assertTrue(client.resumed() >= 1);
      }
    }
  }

  /** Nobody is connected meanwhile; the changed line takes the place when the session is over. */
  @Test
  void aReloadThatChangesALineLetsTheSessionThatWaitsGoOn() throws Exception {
    Path status = folder.resolve("own/status");
    String file = rack(10).toString();
    try (RackServer server = new RackServer("serve", "--status=" + status, "--config=" + file)) {
      int port = Daemon.portOf(server.line("a"));
      try (LinkedSsh client = new LinkedSsh(tcp(port), LinkSettings.defaults(), plain.keys())) {
        ClientSession session = client.login();
        client.vanish();
        server.await("the session of tester waits for it");
        Run shown = Run.jar("status", status.toString());
        assertTrue(shown.out().contains("tester with ssh-"), shown.out());
        assertTrue(
            shown.out().matches("(?s).* waits for the line, (4m\\d+|5m0)s left; .*"), shown.out());
        assertTrue(shown.out().contains("link: 0 frames sent again, "), shown.out());
        assertTrue(shown.out().contains(", 1 interruptions"), shown.out());
        rack(20);
        server.hangUp();
        server.await("reloaded " + file);
        client.comeBack();
        server.await("the session of tester goes on");
        assertArrayEquals(data(100), LinkedSsh.cat(session, data(100)));
        session.close(false);
        server.await("session over (tester");
        server.line("a");
        LineTotals totals = StatusIT.lines(status).get(0).totals();
        assertEquals(1, totals.links().sessions());
        assertEquals(1, totals.links().interruptions(), "the reload has not ended the count");
        assertTrue(totals.links().framesSent() > 10, totals.toString());
        assertTrue(totals.links().framesReceived() > 10, totals.toString());
        Run metrics = Run.jar("status", "--prometheus", status.toString());
        String interruptions = "serial_handshake_link_interruptions_total{line=\"a\"}";
        assertEquals(1.0, PrometheusLines.parse(metrics.out()).get(interruptions), metrics.out());
      }
    }
  }

  private Path rack(int connections) throws Exception {
    return OwnFile.write(
        folder.resolve("lines.yaml"),
        "lines:\n  a: { line: 'tcp-listen:127.0.0.1:0', authorized-keys: '"
            + plain.authorizedKeys()
            + "', host-key: '"
            + plain.hostKey()
            + "', max-connections: "
            + connections
            + " }\n");
  }

  /** While the session waits, a person at the terminal finds the login, as before any session. */
  @Test
  void aSessionWaitsWhileAPersonIsAtTheLoginOfItsLine() throws Exception {
    try (PtyLine line = new PtyLine(folder);
        Daemon server = plain.serve("--baud=1000000", LoginIT.SHELL, line.a)) {
      server.await("serving ");
      try (LinkedSsh client = onPort(line.b)) {
        ClientSession session = client.login();
        client.breakAfter(40_000); // the prompt comes meanwhile
        assertArrayEquals(data(60_000), LinkedSsh.cat(session, data(60_000)));
        assertTrue(client.resumed() >= 1);
        client.breakAfter(Integer.MAX_VALUE);
        client.vanish();
        server.await("the session of tester waits for it");
        try (TerminalPerson person = new TerminalPerson(line.b)) {
          person.wakes("ready: ");
          person.types("exit\r");
          server.await("login session over");
        }
        client.comeBack();
        server.await("the session of tester goes on");
        assertArrayEquals(data(100), LinkedSsh.cat(session, data(100)));
        session.close(false);
        server.await("session over (tester");
      }
      try (TerminalPerson person = new TerminalPerson(line.b)) {
        person.wakes("ready: ");
      }
    }
  }

  @Test
  void aClientWithoutALinkGetsTheLineOfOneThatDied() throws Exception {
    try (PtyLine line = new PtyLine(folder);
        Daemon server = plain.serve(line.a)) {
      server.await("serving ");
      try (LinkedSsh client = onPort(line.b)) {
        client.login();
        client.vanish();
        Run login = plain.ssh(line.b, new byte[0], "echo in");
        assertEquals(0, login.exit(), login.err());
        assertEquals("in\n", login.out());
        server.await("the session of tester waits for it");
        server.await("session over of tester, which waited");
      }
    }
  }
}
