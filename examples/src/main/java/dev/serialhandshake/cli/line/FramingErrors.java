// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.core.VerdictKind;

/**
 * Characters that a port received without a stop bit. The bytes alone only suggest that the baud
 * rates differ; these characters prove it.
 */
public final class FramingErrors {

  private static final int MANY = 3;

  private FramingErrors() {}

  /**
   * Puts the verdict "the baud rates differ" into a report, if there are enough framing errors.
   *
   * @param count how many characters came without a stop bit
   * @return the report itself, if the errors are few or it has a verdict that is more certain
   */
  public static HandshakeReport in(HandshakeReport report, long count) {
    if (count < MANY || report.state() == State.ESTABLISHED || hasBetterVerdict(report)) {
      return report;
    }
    VerdictKind kind = VerdictKind.BAUD_MISMATCH;
    String sentence = kind.sentence() + ": " + count + " framing errors";
    Verdict verdict = Verdict.of(kind, sentence, kind.remedy(), report.preview());
    return report.toBuilder().verdict(verdict).build();
  }

  private static boolean hasBetterVerdict(HandshakeReport report) {
    Verdict verdict = report.verdict();
    return verdict != null
        && switch (verdict.kind()) {
          case NO_TEXT, ONE_WAY, NO_SYN, SILENT, CLOSED -> false;
          default -> true;
        };
  }
}
