// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The user event that a {@link HandshakeHandler} fires once for each handshake, after its success
 * and after its failure.
 *
 * <p>On success, a handler that is added to the pipeline while this event is handled sees every
 * byte that belongs to the application.
 *
 * <p>Immutable; may be kept and read on any thread.
 */
public final class HandshakeCompletionEvent {

  private final @Nullable Handshake established;
  private final @Nullable HandshakeReport report;
  private final @Nullable HandshakeException cause;

  private HandshakeCompletionEvent(
      @Nullable Handshake established,
      @Nullable HandshakeReport report,
      @Nullable HandshakeException cause) {
    this.established = established;
    this.report = report;
    this.cause = cause;
  }

  /** Of a handshake that changes no more. Its report is made when somebody asks for it. */
  static HandshakeCompletionEvent success(Handshake established) {
    return new HandshakeCompletionEvent(established, null, null);
  }

  /**
   * Makes the event of a handshake that succeeded. It is for a handler of yours that takes the
   * place of a {@link HandshakeHandler}, in front of a {@link
   * dev.serialhandshake.netty.session.SessionLoopHandler} for instance.
   *
   * @param report what was seen; {@link HandshakeReport#builder} makes one
   * @return the event
   */
  public static HandshakeCompletionEvent success(HandshakeReport report) {
    return new HandshakeCompletionEvent(null, Objects.requireNonNull(report, "report"), null);
  }

  /**
   * Makes the event of a handshake that failed, for a handler that takes the place of a {@link
   * HandshakeHandler}.
   *
   * @param cause why, with its report
   * @return the event
   */
  public static HandshakeCompletionEvent failure(HandshakeException cause) {
    Objects.requireNonNull(cause, "cause");
    return new HandshakeCompletionEvent(null, cause.report(), cause);
  }

  /**
   * Whether the line is in sync.
   *
   * @return true on success, false on failure
   */
  public boolean isSuccess() {
    return cause == null;
  }

  /**
   * Why the handshake failed.
   *
   * @return the cause, or null on success
   */
  public @Nullable HandshakeException cause() {
    return cause;
  }

  /**
   * What was seen on the line.
   *
   * @return the report; null only where the handshake failed before it began
   */
  public @Nullable HandshakeReport report() {
    return established == null ? report : established.report();
  }

  @Override
  public String toString() {
    return "HandshakeCompletionEvent(" + (cause == null ? report() : cause.getMessage()) + ")";
  }
}
