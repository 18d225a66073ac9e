// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is printed on a terminal of 40 columns, into a pipe, without colours, and in the POSIX
 * locale.
 */
@Timeout(120)
class NarrowTerminalIT {

  private static final String ESCAPE = "\u001b";
  private static final String[] NO_PEER = {"probe", "--attempt-timeout=100ms", "--timeout=2s"};

  @TempDir Path folder;

  private Path jar;

  @BeforeAll
  static void needATerminal() {
    Tools.need("script", "stty");
  }

  @BeforeEach
  void copyTheJar() throws Exception {
    jar = Run.copyOfJar(folder);
  }

  @Test
  void aProbeFitsAndAPipeGetsWholeLines() throws Exception {
    try (PeerSocket peer = new PeerSocket(PeerSocket::echo)) {
      List<String> arguments = new ArrayList<>(List.of(NO_PEER));
      arguments.add(peer.line());
      String narrow = onTerminal("LC_ALL=C", arguments);
      assertFits(narrow);
      String piped = piped("LC_ALL=C", arguments);
      assertTrue(piped.lines().anyMatch(line -> line.length() > 80), piped);
      assertTrue(narrow.startsWith("verdict    "), narrow);
    }
  }

  @Test
  void aStatusFitsAndAPipeGetsTheTable() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server =
        Daemon.jar("serve", "--echo", "--status=" + socket, "tcp-listen:127.0.0.1:0")) {
      server.await("serving");
      List<String> arguments = List.of("status", socket.toString());
      String narrow = onTerminal("LC_ALL=C", arguments);
      assertFits(narrow);
      assertTrue(narrow.contains("  waiting for "), narrow);
      assertTrue(piped("LC_ALL=C", arguments).startsWith("LINE "), "no table");
    }
  }

  @Test
  void coloursAreForATerminalOfSomebodyWhoWantsThem() throws Exception {
    PeerSocket.Behaviour terminal =
        client ->
            ChangingRelay.between(client, PeerSocket::original, ChangingRelay::carriageReturns);
    String coloured = sweep(terminal, arguments -> onTerminal("LC_ALL=C", arguments));
    assertTrue(coloured.contains(ESCAPE + "[31m"), coloured);
    String plain = sweep(terminal, arguments -> onTerminal("NO_COLOR=1", arguments));
    assertTrue(plain.startsWith("finding    from the peer: 0d CR"), plain);
    assertFalse(plain.contains(ESCAPE), plain);
    String inPipe = sweep(terminal, arguments -> piped("LC_ALL=C", arguments));
    assertTrue(inPipe.startsWith("finding    from the peer: 0d CR"), inPipe);
    assertFalse(inPipe.contains(ESCAPE), inPipe);
  }

  /** How a command is run. */
  private interface Running {
    String of(List<String> arguments) throws Exception;
  }

  private String sweep(PeerSocket.Behaviour behaviour, Running how) throws Exception {
    try (PeerSocket peer = new PeerSocket(behaviour)) {
      return how.of(List.of("probe", "--sweep", "--patience=30s", peer.line()));
    }
  }

  private static void assertFits(String screen) {
    screen.lines().forEach(line -> assertTrue(line.length() <= 40, line));
    assertTrue(
        screen.chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), "not ASCII: " + screen);
  }

  private String piped(String variable, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("env", variable));
    command.addAll(Run.jarCommand(jar, arguments.toArray(String[]::new)));
    return Run.of(new byte[0], command).out();
  }

  /** Standard output is the terminal, and standard error is not. */
  private String onTerminal(String variable, List<String> arguments) throws Exception {
    String command = OpenSsh.quoted(Run.jarCommand(jar, arguments.toArray(String[]::new)));
    String script = "stty cols 40; env " + variable + " TERM=xterm " + command + " 2> /dev/null";
    Run run = Run.of(new byte[0], List.of("script", "-qec", script, "/dev/null"));
    return run.out().replace("\r", "");
  }
}
