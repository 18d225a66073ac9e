// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;
import java.util.Objects;

/**
 * The waits and limits of a handshake. Immutable. The defaults are right for a serial line of 9600
 * baud or faster, and for a person who waits.
 *
 * <p>A duration of zero switches a wait off if its description says so. PROTOCOL.md has the reason
 * of each default.
 */
public final class HandshakeSettings {

  private static final HandshakeSettings DEFAULTS = builder().build();

  /** No program pauses for so many characters inside a frame or a message. */
  private static final int QUIET_CHARACTERS = 8;

  /** "No such wait", as a number of nanoseconds. */
  static final long NEVER = Long.MAX_VALUE;

  final long attemptNanos;
  final long finalAckNanos;
  final long handshakeNanos;
  final long characterNanos;
  final long quietNanos;
  final long settleNanos;
  final long answerNanos;
  final long confirmNanos;
  final ClientBegins clientBegins;
  final long bootLoaderNanos;
  final long maxDiscardedBytes;

  private HandshakeSettings(Builder builder) {
    attemptNanos = builder.attemptTimeout.toNanos();
    finalAckNanos = builder.finalAckTimeout.toNanos();
    handshakeNanos = nanosOrNever(builder.handshakeTimeout);
    characterNanos = builder.characterNanos;
    quietNanos = Math.max(builder.quietTime.toNanos(), characterNanos * QUIET_CHARACTERS);
    settleNanos = Math.max(builder.settleTime.toNanos(), quietNanos);
    answerNanos = builder.answerTime.toNanos();
    clientBegins = builder.clientBegins;
    confirmNanos = nanosOrNever(builder.confirmTimeout);
    bootLoaderNanos = builder.bootLoaderTime.toNanos();
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
    builder.settleTime = Duration.ofNanos(settleNanos);
    builder.characterNanos = characterNanos;
    builder.answerTime = Duration.ofNanos(answerNanos);
    builder.clientBegins = clientBegins;
    builder.confirmTimeout = durationOrZero(confirmNanos);
    builder.bootLoaderTime = Duration.ofNanos(bootLoaderNanos);
    builder.maxDiscardedBytes = maxDiscardedBytes;
    return builder;
  }

  /**
   * Client: how long a SYN waits for its SYN-ACK.
   *
   * @return the wait
   */
  public Duration attemptTimeout() {
    return Duration.ofNanos(attemptNanos);
  }

  /**
   * Client: how long an ACK waits for the final ACK.
   *
   * @return the wait
   */
  public Duration finalAckTimeout() {
    return Duration.ofNanos(finalAckNanos);
  }

  /**
   * How long the whole handshake may take.
   *
   * @return the wait; zero for "as long as the line is open"
   */
  public Duration handshakeTimeout() {
    return durationOrZero(handshakeNanos);
  }

  /**
   * How long no garbage may arrive before the line counts as quiet.
   *
   * @return the wait, or the time of 8 characters at the {@linkplain Builder#lineRate rate of the
   *     line} if that is longer
   */
  public Duration quietTime() {
    return Duration.ofNanos(quietNanos);
  }

  /**
   * The quiet time after more than 8 bytes of garbage.
   *
   * @return the wait, which is never shorter than the quiet time
   */
  public Duration settleTime() {
    return Duration.ofNanos(settleNanos);
  }

  /**
   * Server: a new SYN within this time after a SYN-ACK is dropped.
   *
   * @return the wait
   */
  public Duration answerTime() {
    return Duration.ofNanos(answerNanos);
  }

  /**
   * Server: what its clients' first bytes are.
   *
   * @return how they begin
   */
  public ClientBegins clientBegins() {
    return clientBegins;
  }

  /**
   * Server: how long to wait for the client's first bytes.
   *
   * @return the wait; zero for "until they come"
   */
  public Duration confirmTimeout() {
    return durationOrZero(confirmNanos);
  }

  /**
   * Client: how long no SYN is sent after the last byte of a boot loader's countdown or menu.
   *
   * @return the wait; zero for no wait
   */
  public Duration bootLoaderTime() {
    return Duration.ofNanos(bootLoaderNanos);
  }

  /**
   * The handshake fails after more bytes of garbage than this.
   *
   * @return the limit; {@link Long#MAX_VALUE} for no limit
   */
  public long maxDiscardedBytes() {
    return maxDiscardedBytes;
  }

  @Override
  public String toString() {
    return "HandshakeSettings(attemptTimeout="
        + attemptTimeout()
        + ", finalAckTimeout="
        + finalAckTimeout()
        + ", handshakeTimeout="
        + orNone(handshakeTimeout())
        + ", quietTime="
        + quietTime()
        + ", settleTime="
        + settleTime()
        + ", answerTime="
        + answerTime()
        + ", clientBegins="
        + clientBegins
        + ", confirmTimeout="
        + orNone(confirmTimeout())
        + ", bootLoaderTime="
        + bootLoaderTime()
        + ", maxDiscardedBytes="
        + (maxDiscardedBytes == Long.MAX_VALUE ? "unlimited" : maxDiscardedBytes)
        + ")";
  }

  private static String orNone(Duration wait) {
    return wait.isZero() ? "none" : wait.toString();
  }

  private static long nanosOrNever(Duration wait) {
    return wait.isZero() ? NEVER : wait.toNanos();
  }

  private static Duration durationOrZero(long nanos) {
    return nanos == NEVER ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /** Collects settings. Only one thread at a time may use it. */
  public static final class Builder {

    private static final int BITS_PER_CHARACTER = 10;

    /** Longer waits are of no use, and would overflow a count of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private Duration attemptTimeout = Duration.ofSeconds(1);
    private Duration finalAckTimeout = Duration.ofSeconds(3);
    private Duration handshakeTimeout = Duration.ofSeconds(30);
    private Duration quietTime = Duration.ofMillis(50);
    private Duration settleTime = Duration.ofMillis(500);
    private long characterNanos;
    private Duration answerTime = Duration.ofMillis(500);
    private ClientBegins clientBegins = ClientBegins.LATER;
    private Duration confirmTimeout = Duration.ofSeconds(10);
    private Duration bootLoaderTime = Duration.ofSeconds(15);
    private long maxDiscardedBytes = Long.MAX_VALUE;

    private Builder() {}

    /**
     * Client: how long a SYN waits for its SYN-ACK before the next attempt. Up to a quarter of it
     * is added at random, so that two ends do not send at the same moment for ever. Answers that
     * arrive too late stretch it, up to 4 times. Default 1 s.
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
     * How long no garbage may arrive before the line counts as quiet. A frame that arrives sooner
     * after garbage counts only if nothing follows it for this time. A client sends no SYN before
     * the line is quiet. A line on which no garbage has arrived yet is quiet, and causes no wait.
     * Default 50 ms.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder quietTime(Duration wait) {
      quietTime = positive("quietTime", wait);
      return this;
    }

    /**
     * The quiet time after more than 8 bytes of garbage. A boot log pauses for longer than the
     * quiet time and goes on. This time must be shorter than one second less the time of a
     * handshake. Otherwise clients of the original give up before they are answered. If it is
     * shorter than the quiet time, the quiet time counts. Default 500 ms.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder settleTime(Duration wait) {
      settleTime = positive("settleTime", wait);
      return this;
    }

    /**
     * Says how fast the line is. The quiet time is then at least the time of 8 characters: 267 ms
     * at 300 baud. By default the line counts as fast enough for the quiet time, which is 1,600
     * baud for 50 ms.
     *
     * @param baud bits per second, more than zero
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder lineRate(int baud) {
      if (baud <= 0) {
        throw new IllegalArgumentException("lineRate must be more than zero, was " + baud);
      }
      characterNanos = BITS_PER_CHARACTER * 1_000_000_000L / baud;
      return this;
    }

    /**
     * Server: a new SYN within this time after a SYN-ACK is dropped. A later one is answered. The
     * time must be shorter than any client's attempt timeout. Default 500 ms.
     *
     * @param wait more than zero
     * @return this builder
     */
    public Builder answerTime(Duration wait) {
      answerTime = positive("answerTime", wait);
      return this;
    }

    /**
     * Server: how its clients begin. Unless they begin {@linkplain ClientBegins#LATER later}, the
     * server holds its application back until the client's first bytes after the final ACK. A SYN
     * at that place means that the client has not received that ACK. Then the handshake starts
     * again, and nothing is lost. Default: {@link ClientBegins#LATER}.
     *
     * @param with how they begin
     * @return this builder
     */
    public Builder clientBegins(ClientBegins with) {
      clientBegins = Objects.requireNonNull(with, "clientBegins");
      return this;
    }

    /**
     * Server, with {@link #clientBegins}: how long to wait for the client's first bytes. Then the
     * application starts without them, for clients that wait for the server to speak. The time must
     * be longer than the client's wait for the final ACK. Default 10 s.
     *
     * @param wait zero for "until they arrive"
     * @return this builder
     */
    public Builder confirmTimeout(Duration wait) {
      confirmTimeout = notNegative("confirmTimeout", wait);
      return this;
    }

    /**
     * Client: how long no SYN is sent after the last byte of a boot loader's countdown or menu. A
     * boot loader takes any byte for a key press. Example: U-Boot prints {@code Hit any key to stop
     * autoboot: 3}. A SYN then stops it, and the machine does not boot. The wait ends sooner when
     * the boot goes on. Default 15 s.
     *
     * @param wait zero to send SYNs to a boot loader as to anything else
     * @return this builder
     */
    public Builder bootLoaderTime(Duration wait) {
      bootLoaderTime = notNegative("bootLoaderTime", wait);
      return this;
    }

    /**
     * The handshake fails after more bytes of garbage than this. Memory does not grow with garbage,
     * whatever the limit is. Default: no limit.
     *
     * @param limit not negative
     * @return this builder
     * @throws IllegalArgumentException if it is negative
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
