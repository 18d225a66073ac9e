// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is most often at the far end of a line, itself. */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "real.terminals", matches = "true")
class RealCausesTest {

  private static final HandshakeSettings SETTINGS =
      HandshakeSettings.builder()
          .attemptTimeout(Duration.ofMillis(300))
          .handshakeTimeout(Duration.ofMillis(1500))
          .build();

  private static HandshakeReport failure(FarEnd end) {
    HandshakeException failure =
        assertThrows(
            HandshakeException.class,
            () -> BlockingHandshake.client(end.in(), end.out(), SETTINGS, HandshakeObserver.NONE));
    HandshakeReport report = failure.report();
    assertNotNull(report);
    return report;
  }

  private static void assertVerdict(VerdictKind kind, FarEnd end) {
    HandshakeReport report = failure(end);
    Verdict verdict = report.verdict();
    assertNotNull(verdict, report.toString());
    assertEquals(kind, verdict.kind(), report.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "COOKED_TERMINAL, ''",
    "COOKED_TERMINAL, ',istrip=1'",
    "ECHOING_TERMINAL, ',icanon=0'",
    "ECHOING_TERMINAL, ',icanon=0,istrip=1'",
    "LOOPBACK, ',raw,echo=1,iexten=0,echoctl=0'",
    "SILENT, ',raw,echo=0'"
  })
  void terminalThatNothingRunsOn(VerdictKind kind, String options, @TempDir Path folder) {
    try (FarEnd end = FarEnd.terminal(folder.resolve("tty"), options)) {
      assertVerdict(kind, end);
    }
  }

  @Test
  void shell() throws IOException {
    try (FarEnd end = FarEnd.onTerminal("sh -i")) {
      assertVerdict(VerdictKind.SHELL, end.awaitOutput());
    }
  }

  @Test
  void bash() throws IOException {
    try (FarEnd end = FarEnd.onTerminal("bash --norc -i")) {
      assertVerdict(VerdictKind.SHELL, end.awaitOutput());
    }
  }

  @Test
  void getty() {
    boolean root = "root".equals(System.getProperty("user.name"));
    Assumptions.assumeTrue(
        root && Files.isExecutable(Path.of("/sbin/agetty")), "agetty needs root");
    try (FarEnd end = FarEnd.onTerminal("/sbin/agetty -L 9600 - vt100")) {
      assertVerdict(VerdictKind.LOGIN_PROMPT, end);
    }
  }

  @Test
  void sshServer(@TempDir Path folder) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/run/sshd")), "sshd was never started");
    Path key = folder.resolve("key");
    new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
        .start()
        .waitFor();
    try (FarEnd end = FarEnd.of("/usr/sbin/sshd", "-i", "-h", key.toString(), "-f", "/dev/null")) {
      assertVerdict(VerdictKind.PLAIN_SSH, end);
    }
  }

  @Test
  void loopback() {
    try (FarEnd end = FarEnd.of("cat")) {
      assertVerdict(VerdictKind.LOOPBACK, end);
    }
  }

  @Test
  void silence() {
    try (FarEnd end = FarEnd.of("sleep", "60")) {
      assertVerdict(VerdictKind.SILENT, end);
    }
  }

  @Test
  void lineThatCloses() {
    try (FarEnd end = FarEnd.of("sh", "-c", "read -r x < /dev/null; exit 0")) {
      HandshakeReport report = failure(end);
      // Which of the two this end sees first, the end of the input or a broken pipe, is a race.
      boolean closed = report.failureReason() == FailureReason.LINE_CLOSED;
      assertEquals(closed ? VerdictKind.CLOSED : null, kindOf(report), report.toString());
    }
  }

  private static VerdictKind kindOf(HandshakeReport report) {
    return report.verdict() == null ? null : report.verdict().kind();
  }
}
