// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A handshake has failed. The exception says why, and what was received on the line. */
public class HandshakeException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  private final FailureReason reason;

  private final transient @Nullable HandshakeReport report;

  /**
   * Makes an exception, for the code that drives a handshake.
   *
   * @param reason why the handshake failed
   * @param report what was received; null if the handshake never started
   * @param cause what the line threw; null if it threw nothing
   */
  public HandshakeException(
      FailureReason reason, @Nullable HandshakeReport report, @Nullable Throwable cause) {
    super(message(reason, report, cause), cause);
    this.reason = reason;
    this.report = report;
  }

  /** A line that was never open cannot have been closed. There the cause says what is wrong. */
  private static String message(
      FailureReason reason, @Nullable HandshakeReport report, @Nullable Throwable cause) {
    if (report != null) {
      return reason.text() + ": " + report;
    }
    if (cause == null || cause.getMessage() == null) {
      return reason.text();
    }
    String what = reason == FailureReason.LINE_CLOSED ? "the line was not opened" : reason.text();
    return what + ": " + cause.getMessage();
  }

  /**
   * Why the handshake failed.
   *
   * @return the reason
   */
  public FailureReason reason() {
    return reason;
  }

  /**
   * What was seen on the line.
   *
   * @return the report, or null if the handshake never started; also null after deserialization
   */
  public @Nullable HandshakeReport report() {
    return report;
  }
}
