// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandshakeReportTest {

  private static HandshakeReport report(Role role, int attempts, long discarded, String preview) {
    return HandshakeReport.builder(role, State.ESTABLISHED)
        .attempts(attempts)
        .discardedBytes(discarded)
        .preview(Preview.of(Script.bytes(Script.hex(preview))))
        .elapsed(Duration.ofNanos(1_042_999_999))
        .build();
  }

  @Test
  void readsAsOneLine() {
    assertEquals(
        "client ESTABLISHED after 2 attempts in 1042 ms, 24442 bytes discarded (\"Linux…\")",
        report(Role.CLIENT, 2, 24_442, "Linux").toString());
  }

  @Test
  void aPreviewOfAllIsNotCutOff() {
    assertEquals(
        "server ESTABLISHED after 1 attempt in 1042 ms, 5 bytes discarded (\"Linux\")",
        report(Role.SERVER, 1, 5, "Linux").toString());
  }

  @Test
  void oneByteIsOneByteAndNoneShowsNothing() {
    assertEquals(
        "server ESTABLISHED after 0 attempts in 1042 ms, 1 byte discarded (\"x\")",
        report(Role.SERVER, 0, 1, "x").toString());
    assertEquals(
        "client ESTABLISHED after 1 attempt in 1042 ms, 0 bytes discarded",
        report(Role.CLIENT, 1, 0, "").toString());
  }

  @Test
  void aReportOfNothingCanBeShownAndCompared() {
    HandshakeReport report = HandshakeReport.builder(Role.CLIENT, State.ESTABLISHED).build();
    assertEquals(
        "client ESTABLISHED after 0 attempts in 0 ms, 0 bytes discarded", report.toString());
    assertEquals(report, report.toBuilder().build());
    assertEquals(report.hashCode(), report.toBuilder().build().hashCode());
    assertNotEquals(report, report.toBuilder().attempts(1).build());
  }

  @Test
  void aCopyKeepsAllOfAReport() {
    Verdict verdict = Verdict.of(VerdictKind.SHELL, Preview.of(new byte[] {'$', ' '}));
    HandshakeReport report =
        report(Role.SERVER, 2, 3, "x").toBuilder()
            .failureReason(FailureReason.NO_HANDSHAKE)
            .verdict(verdict)
            .build();
    assertEquals(report, report.toBuilder().build());
    assertEquals(FailureReason.NO_HANDSHAKE, report.toBuilder().build().failureReason());
    assertEquals(verdict, report.toBuilder().build().verdict());
  }

  @Test
  void aReportRefusesWhatCannotBe() {
    HandshakeReport.Builder builder = HandshakeReport.builder(Role.CLIENT, State.FAILED);
    assertThrows(IllegalArgumentException.class, () -> builder.attempts(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.discardedBytes(-1));
    assertThrows(NullPointerException.class, () -> builder.preview(null));
    assertThrows(NullPointerException.class, () -> builder.elapsed(null));
    assertThrows(NullPointerException.class, () -> HandshakeReport.builder(null, State.FAILED));
    assertThrows(NullPointerException.class, () -> HandshakeReport.builder(Role.CLIENT, null));
  }

  @Test
  void aFailureTellsTheReasonAndWhatWasSeen() {
    HandshakeReport report = report(Role.CLIENT, 1, 0, "");
    IOException cause = new IOException("unplugged");
    HandshakeException e = new HandshakeException(FailureReason.LINE_CLOSED, report, cause);
    assertEquals("the line was closed: " + report, e.getMessage());
    assertEquals(FailureReason.LINE_CLOSED, e.reason());
    assertSame(report, e.report());
    assertSame(cause, e.getCause());
  }

  @Test
  void aFailureBeforeTheStartHasNoReport() {
    HandshakeException e = new HandshakeException(FailureReason.ABANDONED, null, null);
    assertEquals("the handshake was abandoned", e.getMessage());
    assertNull(e.report());
    assertNull(e.getCause());
  }
}
