// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A handshake failed; says why, and what was seen on the line. */
public class HandshakeException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  private final FailureReason reason;

  private final transient @Nullable HandshakeReport report;

  /**
   * Made by whoever drives the handshake.
   *
   * @param reason why it failed
   * @param report what was seen; null where the handshake never started
   * @param cause what was thrown by the line; null where nothing was
   */
  public HandshakeException(
      FailureReason reason, @Nullable HandshakeReport report, @Nullable Throwable cause) {
    super(report == null ? reason.text() : reason.text() + ": " + report, cause);
    this.reason = reason;
    this.report = report;
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
   * @return the report, or null where the handshake never started
   */
  public @Nullable HandshakeReport report() {
    return report;
  }
}
