// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * Asks a line questions with SYNs and completes no handshake. There is no I/O: bytes and time are
 * arguments.
 *
 * <p>The caller may use any thread, but only one thread at a time. It makes the calls of a {@link
 * Handshake}: {@link #start} once, then {@link #receive}, {@link #timeout} and {@link
 * #inputClosed}. After each call it polls {@link #pollTransmit} until that returns null. It goes on
 * until the probe {@link #isDone}.
 */
public sealed interface LineProbe permits PacedProbe, PeerCheck {

  /**
   * Starts the clock and sends the first SYN.
   *
   * @param now the time in nanoseconds from any fixed origin
   * @throws IllegalStateException when it was started before
   */
  void start(long now);

  /**
   * Takes the bytes of one read, all of them.
   *
   * @param read the bytes; the view is not kept
   * @param now the time
   */
  void receive(ByteView read, long now);

  /**
   * Does what is due when a wait is over.
   *
   * @param now the time; if no wait is over yet, nothing happens
   */
  void timeout(long now);

  /** The line has no more bytes. The probe ends with the result so far. */
  void inputClosed();

  /**
   * The next bytes to write, if there are any.
   *
   * @return the bytes, the caller's to keep, or null
   */
  byte @Nullable [] pollTransmit();

  /**
   * When {@link #timeout} is due next. Every other call may change it.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} for never
   */
  long nanosToTimeout(long now);

  /**
   * Whether the probe is over, whatever its result.
   *
   * @return true when its result does not change any more
   */
  boolean isDone();
}
