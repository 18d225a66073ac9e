// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandshakeReportTest {

  private static HandshakeReport report(Role role, int attempts, long discarded, String preview) {
    return new HandshakeReport(
        role,
        State.ESTABLISHED,
        null,
        attempts,
        discarded,
        new Preview(Script.bytes(Script.hex(preview))),
        Duration.ofNanos(1_042_999_999),
        null);
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
