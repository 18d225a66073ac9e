// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.util.random.RandomGenerator;

/**
 * How long to wait before a line is tried again: twice as long each time, up to a limit. Up to a
 * quarter of each pause is left out at random, so that lines that broke together are not all tried
 * at the same moment. Not safe for threads.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 250;

  private final long longestMillis;
  private final RandomGenerator random;
  private long millis = FIRST_MILLIS;

  public Backoff(long longestMillis, RandomGenerator random) {
    this.longestMillis = longestMillis;
    this.random = random;
  }

  /** The pause before the next try, in milliseconds. */
  public long next() {
    long pause = millis;
    millis = Math.min(2 * millis, longestMillis);
    return pause - random.nextLong(pause / 4);
  }

  /** The line works again: the next pause is the shortest one. */
  public void reset() {
    millis = FIRST_MILLIS;
  }
}
