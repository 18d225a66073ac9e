// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The waits of a sweep and of a ping. Immutable. The defaults are right for 1200 baud and faster.
 */
public final class SweepSettings {

  /** With start, parity and stop. */
  private static final int BITS_OF_A_CHARACTER = 11;

  /** The fewest bytes with which {@link LinePing} measures a rate, a SYN, and its answer. */
  private static final int CHARACTERS_OF_AN_EXCHANGE = 80;

  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private static final SweepSettings DEFAULTS = builder().build();

  private final Duration answerTime;
  private final Duration margin;
  private final Duration patience;
  private final Duration quietTime;

  private SweepSettings(Builder builder) {
    answerTime = builder.answerTime;
    margin = builder.margin;
    patience = builder.patience;
    quietTime = builder.quietTime;
    if (margin.isNegative() || answerTime.isNegative() || !isPositive(quietTime)) {
      throw new IllegalArgumentException("the waits of a sweep must not be negative");
    }
    if (patience.compareTo(answerTime.plus(margin)) < 0) {
      throw new IllegalArgumentException(
          "patience must not be less than answerTime and margin, was " + patience);
    }
  }

  /**
   * The defaults, for a peer with default settings at 1200 baud or faster.
   *
   * @return one shared instance
   */
  public static SweepSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Begins with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Waits for a line of a known speed. At a few hundred baud the characters take so long that the
   * defaults are too short.
   *
   * @param baud bits per second, more than zero
   * @param answerTime the peer's setting of that name
   * @return waits that are not shorter than the defaults
   * @throws IllegalArgumentException if the baud rate is not more than zero
   */
  public static SweepSettings forLine(int baud, Duration answerTime) {
    if (baud <= 0) {
      throw new IllegalArgumentException("baud must be more than zero, was " + baud);
    }
    Duration character = Duration.ofNanos(BITS_OF_A_CHARACTER * 1_000_000_000L / baud);
    Duration margin = longer(DEFAULTS.margin, character.multipliedBy(3));
    Duration exchange = character.multipliedBy(CHARACTERS_OF_AN_EXCHANGE).plus(HALF_A_SECOND);
    return builder()
        .answerTime(answerTime)
        .margin(margin)
        .patience(longer(DEFAULTS.patience, longer(exchange, answerTime.plus(margin))))
        .quietTime(longer(DEFAULTS.quietTime, character.multipliedBy(4)))
        .build();
  }

  /**
   * Begins with these settings, to change some of them.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return builder().answerTime(answerTime).margin(margin).patience(patience).quietTime(quietTime);
  }

  /**
   * How long the peer drops further SYNs after the one that it answered.
   *
   * @return the peer's setting of that name
   */
  public Duration answerTime() {
    return answerTime;
  }

  /**
   * How much longer than the answer time to wait.
   *
   * @return the wait
   */
  public Duration margin() {
    return margin;
  }

  /**
   * How long to wait for an answer before it counts as lost.
   *
   * @return the wait
   */
  public Duration patience() {
    return patience;
  }

  /**
   * How long no byte must arrive before an unexpected answer counts as complete.
   *
   * @return the wait
   */
  public Duration quietTime() {
    return quietTime;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "SweepSettings(answerTime=%s, margin=%s, patience=%s, quietTime=%s)",
        answerTime,
        margin,
        patience,
        quietTime);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static boolean isPositive(Duration wait) {
    return !wait.isNegative() && !wait.isZero();
  }

  /** Collects waits. Only one thread at a time may use it. */
  public static final class Builder {

    private Duration answerTime = Duration.ofMillis(500);
    private Duration margin = Duration.ofMillis(20);
    private Duration patience = Duration.ofSeconds(1);
    private Duration quietTime = Duration.ofMillis(50);

    private Builder() {}

    /**
     * How long the peer drops further SYNs after the one that it answered. It is the peer's setting
     * of that name. Default 500 ms.
     *
     * @param wait not negative
     * @return this builder
     */
    public Builder answerTime(Duration wait) {
      answerTime = Objects.requireNonNull(wait, "answerTime");
      return this;
    }

    /**
     * How much longer than the answer time to wait, since clocks and latencies vary. Default 20 ms.
     *
     * @param wait not negative
     * @return this builder
     */
    public Builder margin(Duration wait) {
      margin = Objects.requireNonNull(wait, "margin");
      return this;
    }

    /**
     * How long to wait for an answer before it counts as lost. It must be longer than a round trip.
     * Default 1 s.
     *
     * @param wait not less than the answer time and the margin
     * @return this builder
     */
    public Builder patience(Duration wait) {
      patience = Objects.requireNonNull(wait, "patience");
      return this;
    }

    /**
     * How long no byte must arrive before an unexpected answer counts as complete. It must be
     * longer than the time of two characters. Default 50 ms.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder quietTime(Duration wait) {
      quietTime = Objects.requireNonNull(wait, "quietTime");
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return settings that no longer depend on this builder
     * @throws IllegalArgumentException when a wait is too short
     */
    public SweepSettings build() {
      return new SweepSettings(this);
    }
  }
}
