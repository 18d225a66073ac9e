// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.internal.Wire;
import dev.serialhandshake.testing.PseudoTerminal;
import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is most often at the far end of a line, itself. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class RealCausesTest {

  private static boolean endsWithPrompt(byte[] bytes) {
    int end = bytes.length - 1;
    return end > 0 && bytes[end] == ' ' && (bytes[end - 1] == '#' || bytes[end - 1] == '$');
  }

  @ParameterizedTest
  @CsvSource({
    "COOKED_TERMINAL, 3, ''",
    "COOKED_TERMINAL, 3, istrip",
    "ECHOING_TERMINAL, 3, -icanon",
    "ECHOING_TERMINAL, 3, -icanon istrip",
    "LOOPBACK, 2, raw echo -iexten -echoctl",
  })
  void terminalThatNothingRunsOn(VerdictKind kind, int echo, String modes) {
    String[] each = modes.isEmpty() ? new String[0] : modes.split(" ");
    try (FarEnd end = FarEnd.terminal(PseudoTerminal.open(each))) {
      new Interview(end).sends().hears(echo).givesUpWith(kind);
    }
  }

  @Test
  void terminalWithoutEcho() throws IOException {
    PseudoTerminal terminal = PseudoTerminal.open("raw");
    try (FarEnd end = FarEnd.terminal(terminal);
        FarEnd listener = FarEnd.device(terminal.device())) {
      Interview interview = new Interview(end).sends();
      new RealReads(listener.in()).await(bytes -> bytes.length >= 2); // it got there
      interview.hearsNoMore().givesUpWith(VerdictKind.SILENT);
    }
  }

  @Test
  void shell() throws IOException {
    try (FarEnd end = FarEnd.onTerminal("sh", "-i")) {
      new Interview(end)
          .hears(RealCausesTest::endsWithPrompt)
          .sends()
          .hears(1)
          .givesUpWith(VerdictKind.SHELL);
    }
  }

  /** Its line editor echoes no SYN: it waits for the rest of a character. */
  @Test
  void shellWithALineEditor() throws IOException {
    try (FarEnd end = FarEnd.onTerminal("bash", "--norc", "-i")) {
      new Interview(end)
          .hears(RealCausesTest::endsWithPrompt)
          .sends()
          .givesUpWith(VerdictKind.SHELL);
    }
  }

  @Test
  void loginPrompt() throws IOException {
    Tools.needRoot("a login prompt is for root to show");
    assertLoginPrompt(FarEnd.onTerminal("agetty", "-L", "9600", "-", "vt100"));
    assertLoginPrompt(FarEnd.onTerminal("login"));
  }

  private static void assertLoginPrompt(FarEnd program) throws IOException {
    try (program) {
      new Interview(program)
          .hears("login: ")
          .sends()
          .hears(1)
          .givesUpWith(VerdictKind.LOGIN_PROMPT);
    }
  }

  @Test
  void sshServer(@TempDir Path folder) throws IOException, InterruptedException {
    Tools.needRoot("sshd is for root to start");
    Tools.need("sshd");
    Tools.needFolder("/run/sshd", "the service of openssh-server makes it");
    Path key = folder.resolve("key");
    new ProcessBuilder(
            Tools.path("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
        .start()
        .waitFor();
    try (FarEnd end = FarEnd.of("sshd", "-i", "-h", key.toString(), "-f", "/dev/null")) {
      new Interview(end).hears("SSH-2.0-").sends().givesUpWith(VerdictKind.PLAIN_SSH);
    }
  }

  @Test
  void telnetServer() throws IOException {
    Tools.needRoot("telnetd is for root to start");
    // It wants a socket for its standard input, which socat gives it.
    try (FarEnd end = FarEnd.of("socat", "-", "EXEC:" + Tools.path("telnetd"))) {
      new Interview(end).hears(6).sends().givesUpWith(VerdictKind.TELNET_PORT);
    }
  }

  @Test
  void terminalServerThatSpeaksTelnet(@TempDir Path folder) throws IOException {
    try (Ser2net server = new Ser2net(folder, "telnet(rfc2217),");
        FarEnd end = server.connect()) {
      new Interview(end).sends().hears(9).givesUpWith(VerdictKind.TELNET_PORT);
    }
  }

  @Test
  void terminalServerInItsRawModeIsOnlyALine(@TempDir Path folder) throws IOException {
    try (Ser2net server = new Ser2net(folder, "");
        FarEnd end = server.connect()) {
      Interview interview = new Interview(end).sends();
      byte[] syn = server.reads().await(bytes -> bytes.length >= 2);
      assertEquals(Wire.SYN, syn[0]);
      server.writes(syn);
      interview.hears(2).givesUpWith(VerdictKind.LOOPBACK);
    }
  }

  @Test
  void loopback() throws IOException {
    try (FarEnd end = FarEnd.of("cat")) {
      new Interview(end).sends().hears(2).givesUpWith(VerdictKind.LOOPBACK);
    }
  }

  @Test
  void farEndThatReadsAndIsSilent() throws IOException {
    try (FarEnd end = FarEnd.of("sh", "-c", "head -c 5 > /dev/null")) {
      new Interview(end).sends().sends().hearsNoMore().givesUpWith(VerdictKind.SILENT);
    }
  }

  @Test
  void farEndThatCloses() throws IOException {
    try (FarEnd end = FarEnd.of("true")) {
      new Interview(end).hearsTheEnd().givesUpWith(VerdictKind.CLOSED);
    }
  }

  /** The line is a program that changes what the peer answers. */
  @ParameterizedTest
  @CsvSource({"3, \\006, \\016", "2, -d, \\006"})
  void lineThatChangesTheAnswers(int length, String from, String to) throws IOException {
    try (FarEnd line = FarEnd.of("stdbuf", "-o0", "tr", from, to)) {
      Interview interview = new Interview(line);
      for (int attempt = 0; attempt < 6; attempt++) {
        interview.getsAnswer(0xc1).hears(length);
      }
      interview.givesUpWith(VerdictKind.NO_TEXT);
    }
  }

  /** The peer's terminal strips bit 7 of what it reads. */
  @Test
  void sevenBitTerminal() throws IOException {
    PseudoTerminal terminal = PseudoTerminal.open("raw", "istrip");
    try (FarEnd end = FarEnd.terminal(terminal);
        FarEnd port = FarEnd.device(terminal.device())) {
      Interview interview = new Interview(end).sends();
      byte[] syn = new RealReads(port.in()).await(bytes -> bytes.length >= 2);
      port.out().write(Frame.toArray(Frame.synAck(syn[1], 0xc1)));
      port.out().flush();
      interview.hears(3).givesUpWith(VerdictKind.SEVEN_BIT_LINE);
    }
  }
}
