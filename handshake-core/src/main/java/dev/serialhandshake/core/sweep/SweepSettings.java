// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.sweep;

import java.time.Duration;

/**
 * The waits of a sweep.
 *
 * @param answerTime for how long the peer holds off from a SYN that follows the one it answered:
 *     its setting of that name
 * @param margin how much more than that to wait, for clocks and latencies that vary
 * @param patience how long to wait for an answer before it counts as lost; longer than a round trip
 *     and than {@code answerTime}
 * @param quietTime for how long nothing must come in before an answer that is not the one expected
 *     is taken for complete; longer than two characters take
 */
public record SweepSettings(
    Duration answerTime, Duration margin, Duration patience, Duration quietTime) {

  private static final SweepSettings DEFAULTS =
      new SweepSettings(
          Duration.ofMillis(500),
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofMillis(50));

  /**
   * Checks the waits.
   *
   * @param answerTime as above
   * @param margin as above
   * @param patience as above
   * @param quietTime as above
   */
  public SweepSettings {
    if (margin.isNegative() || answerTime.isNegative() || !isPositive(quietTime)) {
      throw new IllegalArgumentException("the waits of a sweep must not be negative");
    }
    if (patience.compareTo(answerTime.plus(margin)) < 0) {
      throw new IllegalArgumentException(
          "patience must not be less than answerTime and margin, was " + patience);
    }
  }

  private static boolean isPositive(Duration wait) {
    return !wait.isNegative() && !wait.isZero();
  }

  /**
   * What suits a peer with default settings at 1200 baud and up.
   *
   * @return 500 ms, 20 ms, 1 s and 50 ms
   */
  public static SweepSettings defaults() {
    return DEFAULTS;
  }
}
