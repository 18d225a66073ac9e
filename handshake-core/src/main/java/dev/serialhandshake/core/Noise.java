// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * Remembers when garbage arrived last and how much, and so knows whether the line is quiet.
 *
 * <p>A few stray bytes, for example half a frame of a peer that died, are over after the quiet
 * time. A boot log pauses for longer than that and goes on. So after more than a few bytes the line
 * is quiet only after the settle time.
 */
final class Noise {

  /** Enough for half a dozen stray bytes, or for the frames of an earlier attempt. */
  static final int FEW = 8;

  /** Long before any time that counts. A difference to it does not overflow. */
  private static final long LONG_AGO = Long.MIN_VALUE / 4;

  private final long quietNanos;
  private final long settleNanos;

  /** When the last byte of garbage arrived. */
  private long lastAt = LONG_AGO;

  /** When the present stream began: bytes without a pause of the settle time between them. */
  private long firstAt = LONG_AGO;

  /** How many bytes have arrived since then, counted up to one more than {@link #FEW}. */
  private int bytes;

  private long longestPause;

  Noise(HandshakeSettings settings) {
    quietNanos = settings.quietNanos;
    settleNanos = settings.settleNanos;
  }

  Noise(Noise other) {
    quietNanos = other.quietNanos;
    settleNanos = other.settleNanos;
    lastAt = other.lastAt;
    firstAt = other.firstAt;
    bytes = other.bytes;
    longestPause = other.longestPause;
  }

  /** Garbage arrived. */
  void add(int count, long now) {
    long pause = now - lastAt;
    if (pause >= settleNanos) {
      firstAt = now;
      bytes = 0;
      longestPause = 0;
    } else {
      longestPause = Math.max(longestPause, pause);
    }
    bytes = Math.min(bytes + count, FEW + 1);
    lastAt = now;
  }

  /** For how long the line must stay as it is before it counts as quiet; 0 if it is quiet. */
  long nanosToQuiet(long now) {
    long wait = bytes > FEW ? settleNanos : quietNanos;
    return Math.max(0, wait - (now - lastAt));
  }

  boolean isQuiet(long now) {
    return nanosToQuiet(now) == 0;
  }

  /** How long the present stream lasts; 0 if it has a few bytes only, or is over. */
  long nanosOfStream(long now) {
    return bytes <= FEW || isQuiet(now) ? 0 : lastAt - firstAt;
  }

  /** The longest pause of the present stream. */
  long longestPauseNanos() {
    return longestPause;
  }

  /** For the explorer of the tests: what the future depends on. */
  long encoded(long now) {
    long age = Math.min(now - lastAt, Math.max(quietNanos, settleNanos));
    boolean counts = age < settleNanos && settleNanos > quietNanos;
    return age << 4 | (counts ? bytes : 0);
  }

  /** The same where no garbage arrived. */
  static long encodedOfNone(HandshakeSettings settings) {
    return Math.max(settings.quietNanos, settings.settleNanos) << 4;
  }
}
