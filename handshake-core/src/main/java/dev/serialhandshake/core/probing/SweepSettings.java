// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

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

  /** With start, parity and stop. */
  private static final int BITS_OF_A_CHARACTER = 11;

  /** A SYN behind the fewest bytes that {@link LinePing} measures a rate with, and its answer. */
  private static final int CHARACTERS_OF_AN_EXCHANGE = 80;

  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

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

  /**
   * What suits a line of some speed: at a few hundred baud a character takes longer than the waits
   * of the defaults have to spare.
   *
   * @param baud bits per second, more than zero
   * @param answerTime the peer's setting of that name
   * @return waits that are not shorter than the defaults
   */
  public static SweepSettings forLine(int baud, Duration answerTime) {
    if (baud <= 0) {
      throw new IllegalArgumentException("baud must be more than zero, was " + baud);
    }
    Duration character = Duration.ofNanos(BITS_OF_A_CHARACTER * 1_000_000_000L / baud);
    Duration margin = longer(DEFAULTS.margin, character.multipliedBy(3));
    Duration quiet = longer(DEFAULTS.quietTime, character.multipliedBy(4));
    Duration exchange = character.multipliedBy(CHARACTERS_OF_AN_EXCHANGE).plus(HALF_A_SECOND);
    Duration patience = longer(DEFAULTS.patience, longer(exchange, answerTime.plus(margin)));
    return new SweepSettings(answerTime, margin, patience, quiet);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
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
