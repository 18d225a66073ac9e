// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;

/**
 * The waits and limits of a handshake. Immutable; the defaults suit a serial line of 9600 baud and
 * up with a person waiting at it.
 *
 * <p>A duration of zero switches a wait off where that is said; each default has its reason in
 * PROTOCOL.md.
 */
public final class HandshakeSettings {

  private static final HandshakeSettings DEFAULTS = builder().build();

  /** "No such wait", as a number of nanoseconds. */
  static final long NEVER = Long.MAX_VALUE;

  final long attemptNanos;
  final long finalAckNanos;
  final long handshakeNanos;
  final long quietNanos;
  final long answerNanos;
  final long confirmNanos;
  final boolean confirm;
  final long maxDiscardedBytes;

  private HandshakeSettings(Builder builder) {
    attemptNanos = builder.attemptTimeout.toNanos();
    finalAckNanos = builder.finalAckTimeout.toNanos();
    handshakeNanos = nanosOrNever(builder.handshakeTimeout);
    quietNanos = builder.quietTime.toNanos();
    answerNanos = builder.answerTime.toNanos();
    confirm = builder.confirm;
    confirmNanos = nanosOrNever(builder.confirmTimeout);
    maxDiscardedBytes = builder.maxDiscardedBytes;
  }

  /**
   * The defaults.
   *
   * @return one shared instance
   */
  public static HandshakeSettings defaults() {
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
   * Begins with these settings, to change some of them.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.attemptTimeout = Duration.ofNanos(attemptNanos);
    builder.finalAckTimeout = Duration.ofNanos(finalAckNanos);
    builder.handshakeTimeout = durationOrZero(handshakeNanos);
    builder.quietTime = Duration.ofNanos(quietNanos);
    builder.answerTime = Duration.ofNanos(answerNanos);
    builder.confirm = confirm;
    builder.confirmTimeout = durationOrZero(confirmNanos);
    builder.maxDiscardedBytes = maxDiscardedBytes;
    return builder;
  }

  private static long nanosOrNever(Duration wait) {
    return wait.isZero() ? NEVER : wait.toNanos();
  }

  private static Duration durationOrZero(long nanos) {
    return nanos == NEVER ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /** Collects settings. Not safe for use by more than one thread. */
  public static final class Builder {

    /** Longer waits than this serve nobody and would overflow a count of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private Duration attemptTimeout = Duration.ofSeconds(1);
    private Duration finalAckTimeout = Duration.ofSeconds(3);
    private Duration handshakeTimeout = Duration.ofSeconds(30);
    private Duration quietTime = Duration.ofMillis(50);
    private Duration answerTime = Duration.ofMillis(500);
    private boolean confirm;
    private Duration confirmTimeout = Duration.ofSeconds(10);
    private long maxDiscardedBytes = Long.MAX_VALUE;

    private Builder() {}

    /**
     * Client: how long a SYN waits for its SYN-ACK before the next attempt; up to a quarter more is
     * drawn at random, so that two ends do not stay in each other's way. Answers that come too late
     * stretch it, up to 4 times. Default 1 s.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder attemptTimeout(Duration wait) {
      attemptTimeout = positive("attemptTimeout", wait);
      return this;
    }

    /**
     * Client: how long an ACK waits for the final ACK. Longer than an attempt, since the server is
     * probably done by then. Default 3 s.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder finalAckTimeout(Duration wait) {
      finalAckTimeout = positive("finalAckTimeout", wait);
      return this;
    }

    /**
     * How long the whole handshake may take. Default 30 s.
     *
     * @param wait zero for "as long as the line is open"
     * @return this builder
     */
    public Builder handshakeTimeout(Duration wait) {
      handshakeTimeout = notNegative("handshakeTimeout", wait);
      return this;
    }

    /**
     * Client: for how long the line must be silent after a failed attempt before the next one. A
     * line that never falls silent holds the next attempt back for one attempt timeout. Default 50
     * ms.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder quietTime(Duration wait) {
      quietTime = positive("quietTime", wait);
      return this;
    }

    /**
     * Server: a new SYN within this time after a SYN-ACK is dropped, a later one is answered.
     * Shorter than any client's attempt timeout. Default 500 ms.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder answerTime(Duration wait) {
      answerTime = positive("answerTime", wait);
      return this;
    }

    /**
     * Server: whether to hold the application back until the client's first byte after the final
     * ACK. A SYN there means that the client never saw that ACK, and the handshake starts over with
     * nothing lost. For applications whose client speaks first with printable text, as SSH does.
     * Default off.
     *
     * @param on whether to wait for it
     * @return this builder
     */
    public Builder confirm(boolean on) {
      confirm = on;
      return this;
    }

    /**
     * Server, with {@link #confirm}: how long to wait for that text before the application starts
     * without it, for clients that wait for the server to speak. Longer than the client's wait for
     * the final ACK. Default 10 s.
     *
     * @param wait zero for "until the text comes"
     * @return this builder
     */
    public Builder confirmTimeout(Duration wait) {
      confirmTimeout = notNegative("confirmTimeout", wait);
      return this;
    }

    /**
     * After how many bytes of garbage the handshake fails. Memory does not grow with garbage in any
     * case. Default: no limit.
     *
     * @param limit not negative
     * @return this builder
     */
    public Builder maxDiscardedBytes(long limit) {
      if (limit < 0) {
        throw new IllegalArgumentException("maxDiscardedBytes must not be negative, was " + limit);
      }
      maxDiscardedBytes = limit;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return settings that no longer depend on this builder
     */
    public HandshakeSettings build() {
      return new HandshakeSettings(this);
    }

    private static Duration positive(String name, Duration wait) {
      if (wait.isZero()) {
        throw new IllegalArgumentException(name + " must be more than zero");
      }
      return notNegative(name, wait);
    }

    private static Duration notNegative(String name, Duration wait) {
      if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            name + " must be between zero and " + LONGEST.toDays() + " days, was " + wait);
      }
      return wait;
    }
  }
}
