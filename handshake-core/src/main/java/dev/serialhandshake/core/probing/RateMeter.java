// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes a second a line carries. An answer takes longer when more bytes go before its SYN,
 * and the difference tells the rate. The meter begins with few bytes and takes more until the
 * difference is clear.
 *
 * <p>These bytes are noise for the peer, and this library's server answers only when the line has
 * been quiet after noise. So they are compared with a SYN that has a few bytes before it, not with
 * a SYN alone.
 */
final class RateMeter {

  /** How many SYNs are sent if the first length is enough. Half of them are for comparison. */
  static final int USUAL_SYNS = 6;

  private static final int SAMPLES = 3;

  /** More than the few stray bytes after which a server waits only for the quiet time. */
  private static final int FEWEST = 16;

  private static final int[] LENGTHS = {64, 256, 1024};
  private static final int MOST_FAILURES = 3;

  /** The inaccuracy of timers and event loops must be a small part of the difference. */
  private static final long CLEAR_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int CLEAR_SPREADS = 3;

  private final RoundTrips withFewest = new RoundTrips();
  private final RoundTrips samples = new RoundTrips();
  private int level;
  private int failures;

  /** How many bytes to send before the next SYN; zero when the measurement is over. */
  int nextLength() {
    boolean over = level == LENGTHS.length || failures == MOST_FAILURES;
    if (over || samples.count() == SAMPLES) {
      return 0;
    }
    return withFewest.count() < SAMPLES ? FEWEST : LENGTHS[level];
  }

  /**
   * An answer was received.
   *
   * @param took how long after its SYN was sent
   * @param spread how much answers differ from each other
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

  /** Zero if the line is too fast to be measured, or lost too much. */
  double bytesPerSecond() {
    if (samples.count() < SAMPLES) {
      return 0;
    }
    return (LENGTHS[level] - FEWEST) * 1e9 / samples.quantile(0.5).toNanos();
  }
}
