// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.Tools;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One serial port for people with a terminal program and for SSH: {@code serve --login}. */
@Timeout(300)
class LoginIT {

  /** Its prompt is written in two parts. So a prompt on the screen is never an echo of this. */
  static final String SHELL = "--login=PS1='rea''dy: ' exec /bin/sh -i";

  @TempDir Path folder;

  @Test
  void aPersonAndAnSshClientComeInTurnTenTimes() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve(SHELL, line.a)) {
      server.await("serving");
      for (int round = 1; round <= 10; round++) {
        try (TerminalPerson person = new TerminalPerson(line.b)) {
          person.wakes("ready: ");
          person.types("echo round$((40+" + round + "))\r");
          person.sees("round" + (40 + round));
          person.types("exit\r");
          server.await("login session over");
        }
        Run ssh = client.ssh(line.b, new byte[0], "echo in SSH " + round);
        assertEquals(0, ssh.exit(), ssh.err());
        assertEquals("in SSH " + round + "\n", ssh.out());
      }
    }
  }

  @Test
  void aClientIsNotAnsweredWhileSomebodyIsAtTheTerminal() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    Path socket = folder.resolve("status.sock");
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve(SHELL, "--login-idle=10m", "--status=" + socket, line.a)) {
      server.await("serving");
      try (TerminalPerson person = new TerminalPerson(line.b)) {
        person.wakes("ready: ");
        person.types("kept=kept\r");
        person.sees("ready: ");
      }
      server.await("is at the terminal");
      Run probe = Run.jar("probe", "--timeout=5s", line.b);
      assertEquals(ExitCode.NO_HANDSHAKE.number(), probe.exit(), probe.err());
      assertTrue(probe.out().contains("a login session has the line"), probe.out());
      server.await("a client is not answered");
      Run status = Run.jar("status", socket.toString());
      assertTrue(status.out().contains(" login "), status.out());
      try (TerminalPerson person = new TerminalPerson(line.b)) {
        person.types("\25echo still $kept\r"); // the SYNs are on the shell's line
        person.sees("still kept");
      }
    }
  }

  @Test
  void aClientTakesOverWhereItMay() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve(SHELL, "--take-over", line.a)) {
      server.await("serving");
      long shell;
      try (TerminalPerson person = new TerminalPerson(line.b)) {
        person.wakes("ready: ");
        person.types("echo pid=$$.\r");
        person.sees("pid=");
        person.sees("pid="); // the first one is the echo
        person.sees(".");
        String screen = person.screen();
        int from = screen.lastIndexOf("pid=") + "pid=".length();
        shell = Long.parseLong(screen.substring(from, screen.indexOf('.', from)));
      }
      Run ssh = client.ssh(line.b, new byte[0], "echo taken over");
      assertEquals("taken over\n", ssh.out(), ssh.err());
      server.await("login session ended for a client");
      ProcessHandle.of(shell)
          .ifPresent(left -> left.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }
  }

  @Test
  void aLoginThatDiesAtOnceIsToldAndSshWorks() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve("--login=exit 3", line.a)) {
      String said = server.await("the login ended with exit code 3 after");
      assertTrue(said.contains("; the next one begins after a pause"), said);
      server.await("the login ended with exit code 3 after");
      Run ssh = client.ssh(line.b, new byte[0], "echo all the same");
      assertEquals("all the same\n", ssh.out(), ssh.err());
    }
  }

  @Test
  void theSystemsGettyAsksForALogin() throws Exception {
    Tools.needRoot("only root can start a getty");
    Tools.need("agetty");
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve("--login", line.a)) {
      server.await("serving");
      try (TerminalPerson person = new TerminalPerson(line.b)) {
        person.wakes("login: ");
      }
    }
  }

  @Test
  void plainSshIsSpokenWithWhereItMayBe() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve("--login=cat", "--plain", "tcp-listen:127.0.0.1:0")) {
      try (Socket line = new Socket(InetAddress.getLoopbackAddress(), server.servedPort())) {
        line.setSoTimeout(60_000);
        line.getOutputStream().write("SSH-2.0-test\r\n".getBytes(US_ASCII));
        InputStream in = line.getInputStream();
        assertEquals("\r\nSSH-2.0-", new String(in.readNBytes(10), US_ASCII));
      }
    }
  }
}
