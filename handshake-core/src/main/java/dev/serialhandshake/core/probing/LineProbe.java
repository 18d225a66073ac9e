// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * Asks a line questions with SYNs and completes no handshake, without I/O: bytes and time are
 * arguments. Worked like a {@link Handshake}, always on one thread at a time: {@link #start};
 * {@link #receive}, {@link #timeout} and {@link #inputClosed} as things happen; after each of
 * these, {@link #pollTransmit} until null, until it {@link #isDone}.
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
   * Lets the wait that is over be over.
   *
   * @param now the time; when it is too early, nothing happens
   */
  void timeout(long now);

  /** The line has no more bytes: ends the probe with what it knows. */
  void inputClosed();

  /**
   * The next bytes to write, if there are any.
   *
   * @return the bytes, the caller's to keep, or null
   */
  byte @Nullable [] pollTransmit();

  /**
   * When {@link #timeout} is due next. Changes with every other call.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} for never
   */
  long nanosToTimeout(long now);

  /**
   * Whether the probe is over, whatever its result.
   *
   * @return true once its result does not change any more
   */
  boolean isDone();
}
