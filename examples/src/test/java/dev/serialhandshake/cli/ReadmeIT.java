// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the two README.md tell users to put into ~/.ssh/config works as it stands there. */
@Timeout(120)
class ReadmeIT {

  private static final Pattern CONFIG = Pattern.compile("(?s)```sshconfig\n(.*?)```");
  private static final Path FIRST_PAGE = Path.of("../README.md");
  private static final Path CONSOLE_PAGE = Path.of("README.md");
  private static final String JAR = "java -jar ~/serial-handshake.jar";

  @TempDir Path folder;

  private OpenSsh client;

  @BeforeAll
  static void needAClientAndACable() {
    Tools.need("ssh", "scp", "socat");
  }

  @BeforeEach
  void makeKeys() throws Exception {
    client = new OpenSsh(folder);
  }

  /** A plain name for the board serves all programs of SSH, and shells share a session. */
  @Test
  void aBoardByItsPlainName() throws Exception {
    Tools.need("rsync");
    Path text = Files.writeString(folder.resolve("text"), "some text");
    try (Daemon cable = socat("pty,raw,echo=0,link=" + uart(), "pty,raw,echo=0,link=" + adapter());
        Daemon board = serve(cable)) {
      board.await("serving");
      Path config = boardConfig(adapter());
      List<String> firstShell = ssh(config, "board", "echo first shell; exec cat");
      try (Daemon first = Daemon.program(firstShell.toArray(String[]::new))) {
        first.awaitOutput("first shell");
        board.await("in sync");
        assertEquals("second\n", succeeds(ssh(config, "board", "echo second")).out());
        assertArrives("over the session", text, scp(config));
      }
      assertArrives("by a session of its own", text, scp(config));
      assertArrives("by rsync", text, List.of("rsync", "-e", OpenSsh.quoted(ssh(config))));
    }
  }

  @Test
  void whereControlPersistHidesTheDiagnosisItIsShownWithoutASharedSession() throws Exception {
    Path config = boardConfig(folder.resolve("no-adapter").toString());
    List<String> persists = ssh(config, "-o", "ControlPersist=60", "board", "true");
    assertFalse(Run.of(new byte[0], persists).err().contains("no such port"));
    List<String> alone = ssh(config, "-o", "ControlPersist=60", "-S", "none", "board", "true");
    String said = Run.of(new byte[0], alone).err();
    assertTrue(said.contains("no such port"), said);
  }

  /** The first page's block, with this device and a folder of this test. */
  private Path boardConfig(String device) throws Exception {
    Path config = config(FIRST_PAGE, "connect /dev/ttyUSB0", "/dev/ttyUSB0", device);
    return Files.writeString(config, Files.readString(config).replace("~/.ssh", folder.toString()));
  }

  /** Copies a file to the board, which is this machine, and compares. */
  private void assertArrives(String name, Path file, List<String> copy) throws Exception {
    Path arrived = folder.resolve(name.replace(' ', '-'));
    List<String> command = new ArrayList<>(copy);
    command.addAll(List.of(file.toString(), "board:" + arrived));
    succeeds(command);
    assertEquals(Files.readString(file), Files.readString(arrived), name);
  }

  private static Run succeeds(List<String> command) throws Exception {
    Run run = Run.of(new byte[0], command);
    assertEquals(0, run.exit(), run.err());
    return run;
  }

  private List<String> scp(Path config) {
    List<String> command = new ArrayList<>(List.of("scp", "-q", "-F", config.toString()));
    command.addAll(client.identity());
    return command;
  }

  private List<String> ssh(Path config, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ssh", "-F", config.toString()));
    command.addAll(client.identity());
    command.addAll(List.of(arguments));
    return command;
  }

  @Test
  void aBoardWithoutAJvmDuringTheSession() throws Exception {
    try (Daemon cable = socat("pty,raw,echo=0,link=" + uart(), "pty,raw,echo=0,link=" + adapter());
        Daemon board = serve(cable)) {
      assertLogsIn(
          board, "board", config(CONSOLE_PAGE, "connect --fdpass", "/dev/ttyUSB0", adapter()));
    }
  }

  /** Without the machine between: what its login would start is started here. */
  @Test
  void aBoardOnAnotherMachinesPort() throws Exception {
    String far = folder.resolve("ttyACM3").toString();
    try (Daemon cable = socat("pty,raw,echo=0,link=" + uart(), "pty,raw,echo=0,link=" + far);
        Daemon board = serve(cable)) {
      assertLogsIn(board, "board-3", config(CONSOLE_PAGE, "/dev/ttyACM3", "/dev/ttyACM3", far));
    }
  }

  @Test
  void aQemuGuestOnAUnixSocket() throws Exception {
    Path socket = folder.resolve("serial.sock");
    try (Daemon emulator = socat("pty,raw,echo=0,link=" + uart(), "unix-listen:" + socket);
        Daemon guest = serve(emulator)) {
      assertLogsIn(
          guest,
          "vm",
          config(CONSOLE_PAGE, "/run/vm/serial.sock", "/run/vm/serial.sock", socket.toString()));
    }
  }

  @Test
  void aVirtualMachineWithANetworkSerialPort() throws Exception {
    int port = FreePort.find();
    String listen = "tcp-listen:" + port + ",bind=127.0.0.1,reuseaddr";
    try (Daemon hypervisor = socat("pty,raw,echo=0,link=" + uart(), listen);
        Daemon machine = serve(hypervisor)) {
      assertLogsIn(
          machine,
          "vm-far-away",
          config(
              CONSOLE_PAGE, "tcp:hypervisor:2000", "tcp:hypervisor:2000", "tcp:127.0.0.1:" + port));
    }
  }

  private String uart() {
    return folder.resolve("ttyS0").toString();
  }

  private String adapter() {
    return folder.resolve("ttyUSB0").toString();
  }

  private static Daemon socat(String uart, String other) throws Exception {
    return Daemon.program("socat", "-d", "-d", uart, other);
  }

  /** A {@code serve} on the UART of this line, once that is there. */
  private Daemon serve(Daemon line) throws Exception {
    line.await("PTY is");
    return client.serve("--wait", uart());
  }

  /** The block with these words, and with the line of this test in place of its own. */
  private Path config(Path page, String words, String line, String here) throws Exception {
    List<String> blocks =
        CONFIG
            .matcher(Files.readString(page))
            .results()
            .map(MatchResult::group)
            .filter(block -> block.contains(words))
            .toList();
    assertEquals(1, blocks.size(), words + " is not in " + page + " just once");
    String block = blocks.get(0).replaceAll("```(sshconfig)?", "");
    return Files.writeString(
        folder.resolve("config"),
        block
            .replace(line, here)
            .replace(JAR, OpenSsh.quoted(Run.jarCommand()))
            .replace("ssh lab java -jar serial-handshake.jar", OpenSsh.quoted(Run.jarCommand())));
  }

  private void assertLogsIn(Daemon board, String host, Path config) throws Exception {
    board.await("serving");
    assertEquals("logged in\n", succeeds(ssh(config, host, "echo logged in")).out());
    board.await("in sync");
  }
}
