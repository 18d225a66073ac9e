// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.core.VerdictKind;

/** Characters that a port received without a stop bit: they prove what bytes only suggest. */
public final class FramingErrors {

  private static final int MANY = 3;

  private FramingErrors() {}

  /**
   * The same report, with a better verdict where the errors allow one.
   *
   * @return a report whose verdict is that the baud rates differ, if the errors are many and no
   *     surer verdict is there; else the report itself
   */
  public static HandshakeReport in(HandshakeReport report, long count) {
    if (count < MANY || report.state() == State.ESTABLISHED || isSurer(report)) {
      return report;
    }
    VerdictKind kind = VerdictKind.BAUD_MISMATCH;
    String sentence = kind.sentence() + ": " + count + " framing errors";
    Verdict verdict = Verdict.of(kind, sentence, kind.remedy(), report.preview());
    return report.toBuilder().verdict(verdict).build();
  }

  private static boolean isSurer(HandshakeReport report) {
    Verdict verdict = report.verdict();
    return verdict != null
        && switch (verdict.kind()) {
          case NO_TEXT, ONE_WAY, NO_SYN, SILENT, CLOSED -> false;
          default -> true;
        };
  }
}
