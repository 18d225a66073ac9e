// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes a second a line carries, from how much longer an answer takes when more bytes go
 * ahead of its SYN. Begins with few, and takes more until the difference stands out.
 *
 * <p>All of these are noise to the peer, and a peer of this kind answers only when the line has
 * been quiet after noise. So they are compared with a SYN that has a few bytes ahead of it, not
 * none.
 */
final class RateMeter {

  /** How many SYNs it takes where the first length will do: half of them to compare with. */
  static final int USUAL_SYNS = 6;

  private static final int SAMPLES = 3;

  /** More than a server takes for stray bytes. */
  private static final int FEWEST = 16;

  private static final int[] LENGTHS = {64, 256, 1024};
  private static final int MOST_FAILURES = 3;

  /** What timers and event loops blur must be a small part of the difference. */
  private static final long CLEAR_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int CLEAR_SPREADS = 3;

  private final RoundTrips withFewest = new RoundTrips();
  private final RoundTrips samples = new RoundTrips();
  private int level;
  private int failures;

  /** How many bytes to send ahead of the next SYN; zero when nothing is left to find out. */
  int nextLength() {
    boolean over = level == LENGTHS.length || failures == MOST_FAILURES;
    if (over || samples.count() == SAMPLES) {
      return 0;
    }
    return withFewest.count() < SAMPLES ? FEWEST : LENGTHS[level];
  }

  /**
   * An answer came.
   *
   * @param took how long after its SYN was sent
   * @param spread how much answers differ among themselves
   */
  void answered(long took, long spread) {
    if (withFewest.count() < SAMPLES) {
      withFewest.add(took);
      return;
    }
    long longer = took - withFewest.quantile(0.5).toNanos();
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
    if (samples.count() < SAMPLES) {
      return 0;
    }
    return (LENGTHS[level] - FEWEST) * 1e9 / samples.quantile(0.5).toNanos();
  }
}
