// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines that go away and come back, and {@code serve} and {@code connect} that wait for them. */
@Timeout(120)
class ReconnectIT {

  @TempDir Path folder;

  @Test
  void anUnpluggedPortIsServedAgainUnderItsName() throws Exception {
    PtyLine first = new PtyLine(folder);
    try (Daemon server = Daemon.jar("serve", "--echo", first.a)) {
      server.await("serving " + first.a);
      assertAnswers(first.b);
      first.close();
      server.await("no such port");
      try (PtyLine second = new PtyLine(folder)) {
        server.await("serving " + first.a);
        assertAnswers(second.b);
      }
    } finally {
      first.close();
    }
  }

  @Test
  void aTcpPeerThatRefusesOrHangsUpIsCalledAgain() throws Exception {
    String port = String.valueOf(FreePort.find());
    try (Daemon server = Daemon.jar("serve", "--wait", "--echo", "tcp:127.0.0.1:" + port)) {
      server.await("connection refused");
      assertAnswers("tcp-listen:127.0.0.1:" + port);
      server.await("closed; opening it again");
      assertAnswers("tcp-listen:127.0.0.1:" + port);
    }
  }

  @Test
  void aUnixSocketThatIsRemovedAndMadeAgainIsConnectedToAgain() throws Exception {
    Path socket = folder.resolve("socket");
    try (Daemon server = Daemon.jar("serve", "--wait", "--echo", "unix:" + socket)) {
      server.await("no such socket");
      assertAnswers("unix-listen:" + socket);
      assertTrue(Files.notExists(socket), "probe leaves its socket behind");
      assertAnswers("unix-listen:" + socket);
    }
  }

  @Test
  void aListeningSocketThatSomebodyRemovesIsMadeAgain() throws Exception {
    Path socket = folder.resolve("socket");
    try (Daemon server = Daemon.jar("serve", "--echo", "unix-listen:" + socket)) {
      server.await("serving");
      Files.delete(socket);
      server.await("serving");
      assertAnswers("unix:" + socket);
    }
  }

  @Test
  void aSocketOfServeIsItsOwnersOnly() throws Exception {
    Path socket = folder.resolve("socket");
    try (Daemon server = Daemon.jar("serve", "--echo", "unix-listen:" + socket)) {
      server.await("serving");
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(socket));
      try (var files = Files.list(folder)) {
        assertEquals(1, files.count(), "something besides the socket is left there");
      }
    }
  }

  @Test
  void linesThatCannotBeOpenedDelayNoOther() throws Exception {
    try (Daemon server =
        Daemon.jar(
            "serve",
            "--wait",
            "--echo",
            folder.resolve("missing").toString(),
            "tcp:no-such-host.invalid:22",
            "tcp:192.0.2.1:22", // nobody answers there, nor refuses
            "tcp-listen:127.0.0.1:0")) {
      assertAnswers(server.served());
    }
  }

  @Test
  void withoutWaitOneMissingLineFailsTheCommand() throws Exception {
    Run run =
        Run.jar("serve", "--echo", "tcp-listen:127.0.0.1:0", folder.resolve("missing").toString());
    assertEquals(ExitCode.NO_SUCH_PORT.number(), run.exit(), run.err());
  }

  @Test
  void connectWaitsForAPort() throws Exception {
    String port = folder.resolve("B").toString();
    try (Daemon client = Daemon.jar("connect", "--wait", "--hex", port)) {
      client.await("waiting for it");
      try (PtyLine line = new PtyLine(folder);
          Daemon server = Daemon.jar("serve", "--echo", line.a)) {
        client.await("in sync");
        server.await("in sync");
      }
    }
  }

  @Test
  void connectWaitsForASocketAndForSomebodyWhoListens() throws Exception {
    Path socket = folder.resolve("socket");
    int port = FreePort.find();
    try (Daemon overUnix = Daemon.jar("connect", "--wait=60s", "--hex", "unix:" + socket);
        Daemon overTcp = Daemon.jar("connect", "--wait", "--hex", "tcp:127.0.0.1:" + port)) {
      overUnix.await("waiting for it");
      overTcp.await("waiting for it");
      try (Daemon server =
          Daemon.jar("serve", "--echo", "unix-listen:" + socket, "tcp-listen:127.0.0.1:" + port)) {
        server.await("serving");
        overUnix.await("in sync");
        overTcp.await("in sync");
      }
    }
  }

  @Test
  void connectWaitsForAPortThatAnotherProgramHas() throws Exception {
    try (PtyLine line = new PtyLine(folder);
        Daemon holder = Daemon.jar("serve", "--echo", line.b)) {
      holder.await("serving");
      Run busy = Run.connect("--wait=100ms", line.b);
      assertEquals(ExitCode.PORT_BUSY.number(), busy.exit(), busy.err());
      try (Daemon client = Daemon.jar("connect", "--wait", "--hex", line.b)) {
        String said = client.await("(waiting for it)");
        assertTrue(said.contains("java (pid " + holder.pid() + ") has the port open"), said);
        holder.terminate();
        try (Daemon server = Daemon.jar("serve", "--echo", line.a)) {
          client.await("in sync");
          server.await("in sync");
        }
      }
    }
  }

  @Test
  void connectWaitsNoLongerThanItIsTold() throws Exception {
    Run run = Run.connect("--wait=100ms", folder.resolve("missing").toString());
    assertEquals(ExitCode.NO_SUCH_PORT.number(), run.exit(), run.err());
  }

  @Test
  void connectDoesNotWaitForWhatIsNoLine() throws Exception {
    String file = Files.createFile(folder.resolve("file")).toString();
    WrongUseIT.assertFails(ExitCode.NO_SUCH_PORT, "not a serial port", Run.connect("--wait", file));
    WrongUseIT.assertFails(
        ExitCode.NO_SUCH_PORT, "not a Unix socket", Run.connect("--wait", "unix:" + file));
  }

  private static void assertAnswers(String line) throws Exception {
    Run probe = Run.jar("probe", line);
    assertEquals(0, probe.exit(), probe.out() + probe.err());
  }
}
