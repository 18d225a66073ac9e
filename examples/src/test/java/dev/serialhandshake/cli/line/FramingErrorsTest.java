// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Preview;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.core.VerdictKind;
import org.junit.jupiter.api.Test;

class FramingErrorsTest {

  private static HandshakeReport report(State state, VerdictKind kind) {
    Verdict verdict = kind == null ? null : Verdict.of(kind, Preview.of(new byte[0]));
    return HandshakeReport.builder(Role.CLIENT, state).verdict(verdict).build();
  }

  @Test
  void theySayWhatBytesOnlySuggest() {
    HandshakeReport report = report(State.FAILED, VerdictKind.SILENT);
    assertSame(report, FramingErrors.in(report, 2));
    assertEquals(
        "the baud rates differ: 3 framing errors: set the same baud rate on both ends",
        String.valueOf(FramingErrors.in(report, 3).verdict()));
  }

  @Test
  void theyAreAVerdictWhereThereIsNone() {
    Verdict verdict = FramingErrors.in(report(State.LISTENING, null), 3).verdict();
    assertEquals(VerdictKind.BAUD_MISMATCH, verdict.kind());
  }

  @Test
  void theyDoNotOverruleASurerVerdict() {
    HandshakeReport report = report(State.FAILED, VerdictKind.LOOPBACK);
    assertSame(report, FramingErrors.in(report, 100));
  }

  @Test
  void aLineInSyncMayHaveHadSome() {
    HandshakeReport report = report(State.ESTABLISHED, null);
    assertSame(report, FramingErrors.in(report, 100));
  }
}
