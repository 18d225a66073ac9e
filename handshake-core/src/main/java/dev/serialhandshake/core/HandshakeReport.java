// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake saw, at the moment of asking.
 *
 * @param role whose report it is
 * @param state where the handshake stood
 * @param failureReason why it failed; null while it has not
 * @param attempts how many SYNs were sent (client) or answered (server)
 * @param discardedBytes how many bytes came in that were no part of a frame that was due
 * @param preview the first of them
 * @param elapsed since the start, until the end or the moment of asking
 * @param verdict what is wrong with the line; null where the line is in sync or the bytes do not
 *     tell
 */
public record HandshakeReport(
    Role role,
    State state,
    @Nullable FailureReason failureReason,
    int attempts,
    long discardedBytes,
    Preview preview,
    Duration elapsed,
    @Nullable Verdict verdict) {

  private static final int MANY_FRAMING_ERRORS = 3;

  /**
   * The same report, where the line itself reports its errors: framing errors say what bytes only
   * suggest.
   *
   * @param count how many characters came in without a stop bit
   * @return a report whose verdict is that the baud rates differ, if the errors are many and no
   *     surer verdict is there; else this report
   */
  public HandshakeReport withFramingErrors(long count) {
    boolean surer =
        verdict != null
            && switch (verdict.kind()) {
              case NO_TEXT, ONE_WAY, NO_SYN, SILENT, CLOSED -> false;
              default -> true;
            };
    if (count < MANY_FRAMING_ERRORS || surer || state == State.ESTABLISHED) {
      return this;
    }
    VerdictKind kind = VerdictKind.BAUD_MISMATCH;
    String sentence = kind.sentence() + ": " + count + " framing errors";
    Verdict better = new Verdict(kind, sentence, kind.remedy(), preview);
    return new HandshakeReport(
        role, state, failureReason, attempts, discardedBytes, preview, elapsed, better);
  }

  /**
   * One line for a person.
   *
   * @return for instance {@code client ESTABLISHED after 2 attempts in 1042 ms, 24442 bytes
   *     discarded ("[ 0.000000] Linux…")}
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(80);
    line.append(role == Role.CLIENT ? "client " : "server ").append(state);
    line.append(" after ").append(attempts).append(attempts == 1 ? " attempt" : " attempts");
    line.append(" in ").append(elapsed.toMillis()).append(" ms, ");
    line.append(discardedBytes)
        .append(discardedBytes == 1 ? " byte" : " bytes")
        .append(" discarded");
    if (!preview.isEmpty()) {
      line.append(" (\"")
          .append(preview.text())
          .append(discardedBytes > preview.length() ? "…" : "");
      line.append("\")");
    }
    if (verdict != null) {
      line.append("; ").append(verdict);
    }
    return line.toString();
  }
}
