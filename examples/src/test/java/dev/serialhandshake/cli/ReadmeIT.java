// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md tells users to put into ~/.ssh/config works as it stands there. */
@Timeout(120)
class ReadmeIT {

  private static final Pattern CONFIG = Pattern.compile("(?s)```sshconfig\n(.*?)```");

  @TempDir Path folder;

  private OpenSsh client;

  @BeforeEach
  void makeKeys() throws Exception {
    client = new OpenSsh(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect %n", "connect --fdpass %n"})
  void aBoardOnAUsbAdapter(String command) throws Exception {
    String usb = folder.resolve("ttyUSB0").toString();
    try (Daemon cable = socat("pty,raw,echo=0,link=" + uart(), "pty,raw,echo=0,link=" + usb);
        Daemon board = serve(cable)) {
      assertLogsIn(usb, config(command, "/dev/ttyUSB", usb.substring(0, usb.length() - 1)));
      board.await("in sync");
    }
  }

  /** Without the machine between: what its login would start is started here. */
  @Test
  void aBoardOnAnotherMachinesPort() throws Exception {
    String far = folder.resolve("ttyACM3").toString();
    try (Daemon cable = socat("pty,raw,echo=0,link=" + uart(), "pty,raw,echo=0,link=" + far);
        Daemon board = serve(cable)) {
      assertLogsIn("board-3", config("/dev/ttyACM3", "/dev/ttyACM3", far));
      board.await("in sync");
    }
  }

  @Test
  void aQemuGuestOnAUnixSocket() throws Exception {
    Path socket = folder.resolve("serial.sock");
    try (Daemon emulator = socat("pty,raw,echo=0,link=" + uart(), "unix-listen:" + socket);
        Daemon guest = serve(emulator)) {
      assertLogsIn("vm", config("/run/vm/serial.sock", "/run/vm/serial.sock", socket.toString()));
      guest.await("in sync");
    }
  }

  @Test
  void aVirtualMachineWithANetworkSerialPort() throws Exception {
    int port = FreePort.find();
    String listen = "tcp-listen:" + port + ",bind=127.0.0.1,reuseaddr";
    try (Daemon hypervisor = socat("pty,raw,echo=0,link=" + uart(), listen);
        Daemon machine = serve(hypervisor)) {
      assertLogsIn(
          "vm-far-away",
          config("tcp:hypervisor:2000", "tcp:hypervisor:2000", "tcp:127.0.0.1:" + port));
      machine.await("in sync");
    }
  }

  private String uart() {
    return folder.resolve("ttyS0").toString();
  }

  private static Daemon socat(String uart, String other) throws Exception {
    Tools.need("socat");
    return Daemon.program("socat", "-d", "-d", uart, other);
  }

  private Daemon serve(Daemon line) throws Exception {
    line.await("PTY is");
    Daemon server =
        Daemon.jar(
            "serve",
            "--authorized-keys=" + client.authorizedKeys(),
            "--host-key=" + client.hostKey(),
            "--wait",
            uart());
    server.await("serving");
    return server;
  }

  /** The block with these words, and with the line of this test in place of its own. */
  private Path config(String words, String line, String here) throws Exception {
    List<String> blocks =
        CONFIG
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .map(MatchResult::group)
            .filter(block -> block.contains(words))
            .toList();
    assertEquals(1, blocks.size(), words + " is not in README.md just once");
    String block = blocks.get(0).replaceAll("```(sshconfig)?", "");
    return Files.writeString(
        folder.resolve("config"),
        block
            .replace(line, here)
            .replace("java -jar ~/serial-handshake.jar", OpenSsh.quoted(Run.jarCommand()))
            .replace("ssh lab java -jar serial-handshake.jar", OpenSsh.quoted(Run.jarCommand())));
  }

  private void assertLogsIn(String host, Path config) throws Exception {
    List<String> command = new ArrayList<>(List.of("ssh", "-F", config.toString()));
    command.addAll(client.identity());
    command.addAll(List.of(host, "echo logged in"));
    Run ssh = Run.of(new byte[0], command);
    assertEquals("logged in\n", ssh.out(), ssh.err());
    assertEquals(0, ssh.exit());
  }
}
