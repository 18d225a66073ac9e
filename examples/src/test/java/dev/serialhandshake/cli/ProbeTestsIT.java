// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code probe --sweep} and {@code --count} on real lines. Answers may take as long as a busy
 * machine likes, so none counts as lost.
 */
@Timeout(240)
class ProbeTestsIT {

  private static final String PATIENCE = "--patience=30s";

  /** Served with an answer time of 20 ms and swept for one of 200 ms: no SYN comes too soon. */
  private static final String QUICK = "--attempt-timeout=40ms";

  private static final String CAREFUL = "--attempt-timeout=400ms";

  @Test
  void aSweepLeavesTheLineReadyForALogin(@TempDir Path folder) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve(QUICK, "tcp-listen:127.0.0.1:0")) {
      String line = server.served();
      Run sweep = Run.jar("probe", "--sweep", CAREFUL, PATIENCE, line);
      assertEquals(0, sweep.exit(), sweep.out() + sweep.err());
      assertTrue(sweep.out().contains("24 values pass, both ways"), sweep.out());
      assertTrue(sweep.err().contains("takes about"), sweep.err());
      assertFalse(sweep.out().contains("\u001b"), "no colours without a terminal");
      Run ssh = client.ssh(line, new byte[0], "echo logged in");
      assertEquals(0, ssh.exit(), ssh.err());
      assertEquals("logged in\n", ssh.out());
    }
  }

  @Test
  void allValuesOfALineToASeedServerAreSwept() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::original)) {
      Run sweep = Run.jar("probe", "--sweep=all", PATIENCE, peer.line());
      assertEquals(0, sweep.exit(), sweep.out() + sweep.err());
      assertTrue(sweep.out().contains("all 256 values pass, both ways"), sweep.out());
      Run handshake = Run.jar("probe", peer.line());
      assertEquals(0, handshake.exit(), handshake.out());
    }
  }

  @Test
  void whatALineChangesIsFoundWithTheSettingThatDoesIt() throws Exception {
    PeerSocket.Behaviour terminal =
        client ->
            ChangingRelay.between(client, PeerSocket::original, ChangingRelay::carriageReturns);
    try (PeerSocket peer = new PeerSocket(terminal)) {
      Run sweep = Run.jar("probe", "--sweep", "--json", PATIENCE, peer.line());
      assertEquals(ExitCode.LINE_FAULTY.number(), sweep.exit(), sweep.out() + sweep.err());
      assertTrue(sweep.out().contains("CR becomes LF (stty -icrnl)"), sweep.out());
      ProbeIT.assertIsAsTheSchemaSays(sweep.out());
    }
  }

  @Test
  void aCountTellsHowWellAPeerAnswers() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::original)) {
      Run count = Run.jar("probe", "--count", "50", PATIENCE, peer.line());
      assertEquals(0, count.exit(), count.out() + count.err());
      assertTrue(count.out().contains("answers    50 of 50"), count.out());
      Run handshake = Run.jar("probe", peer.line());
      assertEquals(0, handshake.exit(), handshake.out());
    }
  }

  @Test
  void aLineThatFlipsBitsAnswersWrong() throws Exception {
    int[] count = {0};
    PeerSocket.Behaviour noisy =
        client ->
            ChangingRelay.between(
                client, PeerSocket::original, b -> ++count[0] % 40 == 0 ? (byte) (b ^ 0x20) : b);
    try (PeerSocket peer = new PeerSocket(noisy)) {
      Run run = Run.jar("probe", "--count", "50", "--json", PATIENCE, peer.line());
      assertEquals(ExitCode.LINE_FAULTY.number(), run.exit(), run.out() + run.err());
      assertFalse(run.out().contains("\"corrupted\":0,"), run.out());
      ProbeIT.assertIsAsTheSchemaSays(run.out());
    }
  }

  @Test
  void whereNoPeerAnswersTheTestsGiveAVerdict() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::echo)) {
      for (String test : new String[] {"--sweep", "--count=3"}) {
        Run run =
            Run.jar(
                "probe",
                test,
                "--hex",
                "--attempt-timeout=100ms",
                "--patience=100ms",
                "--timeout=3s",
                peer.line());
        assertEquals(ExitCode.NO_HANDSHAKE.number(), run.exit(), run.out() + run.err());
        assertTrue(run.out().contains("our own bytes come back"), run.out());
        assertTrue(run.err().contains("->  16 "), run.err());
        assertTrue(run.err().contains("<-  16 "), run.err());
      }
    }
  }

  /** A byte of 3,000 is changed on its way to the client. */
  @Test
  void aLinkIsMeasuredOverALineThatChangesBytes(@TempDir Path folder) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve()) {
      int port = server.servedPort();
      int[] count = {0};
      PeerSocket.Behaviour served =
          far -> {
            try (Socket near = new Socket(InetAddress.getLoopbackAddress(), port)) {
              Background.run(
                  "served", () -> far.getInputStream().transferTo(near.getOutputStream()));
              near.getInputStream().transferTo(far.getOutputStream());
            }
          };
      PeerSocket.Behaviour noisy =
          near ->
              ChangingRelay.between(
                  near, served, b -> ++count[0] % 3_000 == 0 ? (byte) (b ^ 0x20) : b);
      try (PeerSocket line = new PeerSocket(noisy)) {
        Run run = Run.jar("probe", "--link", "--escape=11,13,ff", "--json", line.line());
        assertEquals(0, run.exit(), run.out() + run.err());
        assertTrue(run.out().contains("\"intact\":true"), run.out());
        assertTrue(run.out().matches("(?s).*\"badFrames\":[1-9].*"), run.out());
        assertTrue(run.err().contains("takes about 12 s"), run.err());
      }
      server.await("a client tests the link");
      server.await("session over (");
      Run ssh = client.ssh("tcp:127.0.0.1:" + port, new byte[0], "echo logged in");
      assertEquals("logged in\n", ssh.out(), ssh.err());
    }
  }

  @Test
  void aPeerWithoutALinkOrWithoutATestOfItIsTold() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::original)) {
      WrongUseIT.assertFails(
          ExitCode.NO_LINK, "knows no links", Run.jar("probe", "--link", peer.line()));
      Run json = Run.jar("probe", "--link", "--json", peer.line());
      assertEquals(ExitCode.NO_LINK.number(), json.exit(), json.out() + json.err());
      assertTrue(json.out().contains("knows no links"), json.out());
    }
    try (ServerSocket listener = LinkServer.listener()) {
      LinkServer server = LinkServer.on(listener, bytes -> {});
      try {
        WrongUseIT.assertFails(
            ExitCode.NO_LINK,
            "has a link, but no test of it",
            Run.jar("probe", "--link", LinkServer.line(listener)));
      } finally {
        server.close();
      }
    }
  }

  @Test
  void aLineThatIsLostDuringATestOfItsLinkIsTold() throws Exception {
    AtomicReference<LinkServer> far = new AtomicReference<>();
    try (ServerSocket listener = LinkServer.listener();
        LinkServer server = LinkServer.on(listener, bytes -> far.get().close())) {
      far.set(server);
      Run run = Run.jar("probe", "--link", LinkServer.line(listener));
      assertEquals(ExitCode.LINE_CLOSED.number(), run.exit(), run.out() + run.err());
      assertTrue(run.err().contains(LinkServer.line(listener) + ": "), run.err());
    }
  }

  @Test
  void wrongUseIsTold() throws Exception {
    String line = "tcp:127.0.0.1:9";
    WrongUseIT.assertFails(
        ExitCode.USAGE, "mutually exclusive", Run.jar("probe", "--sweep", "--count=3", line));
    WrongUseIT.assertFails(ExitCode.USAGE, "--count 0", Run.jar("probe", "--count=0", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "--patience goes with", Run.jar("probe", "--patience=3s", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "520ms", Run.jar("probe", "--sweep", "--patience=3ms", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "mutually exclusive", Run.jar("probe", "--sweep", "--link", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "--escape goes with --link", Run.jar("probe", "--escape=11", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "--escape 7e", Run.jar("probe", "--link", "--escape=7e", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "--patience goes with", Run.jar("probe", "--link", "--patience=3s", line));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "DANGEROUS, ALL", Run.jar("probe", "--sweep=some", line));
  }
}
