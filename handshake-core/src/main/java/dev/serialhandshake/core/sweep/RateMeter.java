// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.sweep;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes a second a line carries, from how much longer an answer takes when more bytes go
 * ahead of its SYN. Begins with few, and takes more until the difference stands out.
 */
final class RateMeter {

  /** How many SYNs it takes where the first length will do. */
  static final int USUAL_SAMPLES = 3;

  private static final int[] LENGTHS = {64, 256, 1024};
  private static final int MOST_FAILURES = 3;

  /** What timers and event loops blur must be a small part of the difference. */
  private static final long CLEAR_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int CLEAR_SPREADS = 3;

  private final RoundTrips samples = new RoundTrips();
  private int level;
  private int failures;

  /** How many bytes to send ahead of the next SYN; zero when nothing is left to find out. */
  int nextLength() {
    boolean over = level == LENGTHS.length || failures == MOST_FAILURES;
    return over || samples.count() == USUAL_SAMPLES ? 0 : LENGTHS[level];
  }

  /**
   * An answer came.
   *
   * @param longer by how much it took longer than one to a SYN alone
   * @param spread how much those differ among themselves
   */
  void answered(long longer, long spread) {
    if (longer < Math.max(CLEAR_NANOS, CLEAR_SPREADS * spread)) {
      level++;
    } else {
      samples.add(longer);
    }
  }

  void failed() {
    failures++;
  }

  /** Zero where the line is too fast for this, or lost too much. */
  double bytesPerSecond() {
    if (samples.count() < USUAL_SAMPLES) {
      return 0;
    }
    return LENGTHS[level] * 1e9 / samples.quantile(0.5).toNanos();
  }
}
