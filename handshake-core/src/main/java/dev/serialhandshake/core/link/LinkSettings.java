// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/** The waits and sizes of a link. Immutable. The defaults are right for 115200 baud and faster. */
public final class LinkSettings {

  /** With a start bit and a stop bit. */
  private static final long BITS_OF_A_CHARACTER = 10;

  /** From 9600 baud on, a frame takes less than 100 ms, with all that is around it. */
  private static final int BAUD_OF_A_BYTE = 120;

  /** On a slow line, the open timeout is no less than what so many bytes take. */
  private static final long OPENINGS = 4L * Link.BYTES_OF_OPENING;

  /** What a frame has besides its payload, at the most. */
  private static final int AROUND_A_PAYLOAD = 16;

  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  private static final int LEAST_PAYLOAD = 16;
  private static final int MOST_PAYLOAD = 4096;
  private static final int MOST_WINDOW = 64;
  private static final int SEQUENCE_BITS = 8;

  private static final LinkSettings DEFAULTS = builder().build();

  final int sequenceBits;
  final long byteNanos;
  final long graceNanos;
  final long openNanos;
  final long pingNanos;
  final long silenceNanos;
  final long closeNanos;

  private final int baud;
  private final int payload;
  private final int window;
  private final byte[] escaped;
  private final Duration grace;
  private final Duration openTimeout;
  private final Duration pingInterval;
  private final Duration silence;
  private final Duration closeTimeout;

  private LinkSettings(Builder builder) {
    sequenceBits = builder.sequenceBits;
    baud = builder.baud;
    payload = builder.payload;
    window = builder.window;
    grace = builder.grace;
    openTimeout = builder.openTimeout;
    pingInterval = builder.pingInterval;
    silence = builder.silence;
    closeTimeout = builder.closeTimeout;
    check(baud >= 0, "baud must not be negative", baud);
    check(
        payload >= builder.leastPayload && payload <= MOST_PAYLOAD,
        "payload must be from " + LEAST_PAYLOAD + " to " + MOST_PAYLOAD,
        payload);
    check(
        window >= 1 && window <= MOST_WINDOW && window <= 1 << (sequenceBits - 1),
        "window must be from 1 to " + MOST_WINDOW,
        window);
    check(silence.compareTo(pingInterval) > 0, "silence must be more than pingInterval", silence);
    EscapeMap map = new EscapeMap();
    map.add(builder.escaped);
    escaped = map.listed();
    byteNanos = baud == 0 ? 0 : BITS_OF_A_CHARACTER * 1_000_000_000L / baud;
    graceNanos = nanos(grace, "grace");
    pingNanos = nanos(pingInterval, "pingInterval");
    // A frame of each direction, each byte of them escaped, may be under way before an answer.
    long frames = 2 * byteNanos * 2 * (payload + AROUND_A_PAYLOAD);
    openNanos = Math.max(nanos(openTimeout, "openTimeout"), OPENINGS * byteNanos);
    silenceNanos = Math.max(nanos(silence, "silence"), pingNanos + frames);
    closeNanos = Math.max(nanos(closeTimeout, "closeTimeout"), frames);
  }

  private static void check(boolean good, String rule, Object was) {
    if (!good) {
      throw new IllegalArgumentException(rule + ", was " + was);
    }
  }

  private static long nanos(Duration wait, String name) {
    check(!wait.isNegative() && !wait.isZero(), name + " must be more than zero", wait);
    check(wait.compareTo(LONGEST_WAIT) <= 0, name + " must be no more than 30 days", wait);
    return wait.toNanos();
  }

  /**
   * The defaults, for a line whose rate is not known.
   *
   * @return one shared instance
   */
  public static LinkSettings defaults() {
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
   * Begins with settings for a line of a known rate. No more is sent than the line takes, and a
   * frame takes less than 100 ms from 9600 baud on.
   *
   * @param baud bits per second, more than zero
   * @return a new builder
   */
  public static Builder forLine(int baud) {
    check(baud > 0, "baud must be more than zero", baud);
    int most = DEFAULTS.payload;
    return builder().baud(baud).payload(Math.max(32, Math.min(most, baud / BAUD_OF_A_BYTE)));
  }

  /**
   * Begins with these settings, to change some of them.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return builder()
        .sequenceBits(sequenceBits)
        .baud(baud)
        .payload(payload)
        .window(window)
        .escape(escaped)
        .grace(grace)
        .openTimeout(openTimeout)
        .pingInterval(pingInterval)
        .silence(silence)
        .closeTimeout(closeTimeout);
  }

  /**
   * The rate of the line.
   *
   * @return bits per second; zero where it is not known
   */
  public int baud() {
    return baud;
  }

  /**
   * How many bytes of the stream a frame has at the most, in both directions. The smaller one of
   * the two ends counts.
   *
   * @return the number of bytes
   */
  public int payload() {
    return payload;
  }

  /**
   * How many frames may be under way in each direction. This times {@link #payload} is the memory
   * that a direction takes.
   *
   * @return the number of frames
   */
  public int window() {
    return window;
  }

  /**
   * The values that do not appear on the line as they are, in both directions.
   *
   * @return the caller's to keep; without flag and escape
   */
  public byte[] escaped() {
    return escaped.clone();
  }

  /** {@link #escaped} without a copy. */
  byte[] escapedValues() {
    return escaped;
  }

  /**
   * For how long a session waits for its line.
   *
   * @return the wait
   */
  public Duration grace() {
    return grace;
  }

  /**
   * How long to wait for the OPEN or its answer.
   *
   * @return the wait
   */
  public Duration openTimeout() {
    return openTimeout;
  }

  /**
   * After how much silence the peer is asked for a sign of life.
   *
   * @return the wait
   */
  public Duration pingInterval() {
    return pingInterval;
  }

  /**
   * After how much silence the line counts as lost.
   *
   * @return the wait
   */
  public Duration silence() {
    return silence;
  }

  /**
   * How long a link that is closed here waits without progress until it ends.
   *
   * @return the wait
   */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "LinkSettings(baud=%d, payload=%d, window=%d, escaped=%s, grace=%s, openTimeout=%s,"
            + " pingInterval=%s, silence=%s, closeTimeout=%s)",
        baud,
        payload,
        window,
        HexFormat.ofDelimiter(" ").formatHex(escaped),
        grace,
        openTimeout,
        pingInterval,
        silence,
        closeTimeout);
  }

  /** Collects settings. Only one thread at a time may use it. */
  public static final class Builder {

    private int sequenceBits = SEQUENCE_BITS;
    private int leastPayload = LEAST_PAYLOAD;
    private int baud;
    private int payload = 768;
    private int window = 16;
    private byte[] escaped = {0x11, 0x13};
    private Duration grace = Duration.ofMinutes(5);
    private Duration openTimeout = Duration.ofSeconds(5);
    private Duration pingInterval = Duration.ofSeconds(3);
    private Duration silence = Duration.ofSeconds(9);
    private Duration closeTimeout = Duration.ofSeconds(5);

    private Builder() {}

    /** For the explorer of the tests: how many bits of a frame's number count. */
    Builder sequenceBits(int bits) {
      sequenceBits = bits;
      return this;
    }

    /** For the explorer of the tests. */
    Builder tinyPayload(int bytes) {
      leastPayload = bytes;
      payload = bytes;
      return this;
    }

    /**
     * The rate of the line. With a rate, no more is sent than the line takes, so that an
     * acknowledgement or a key press does not wait in a buffer. Default 0: not known, and bytes are
     * given out as fast as they are taken.
     *
     * @param bitsPerSecond not negative
     * @return this builder
     */
    public Builder baud(int bitsPerSecond) {
      baud = bitsPerSecond;
      return this;
    }

    /**
     * How many bytes of the stream a frame has at the most. Longer frames cost less on a clean line
     * and more on a bad one. Default 768, for at most 100 ms at 115200 baud.
     *
     * @param bytes from 16 to 4096
     * @return this builder
     */
    public Builder payload(int bytes) {
      payload = bytes;
      return this;
    }

    /**
     * How many frames may be under way. Default 16, which is enough for a round trip of one second.
     *
     * @param frames from 1 to 64
     * @return this builder
     */
    public Builder window(int frames) {
      window = frames;
      return this;
    }

    /**
     * The values that must not appear on the line, in place of the default, which is XON and XOFF.
     * The peer escapes them as well. On the line they are {@code 7d} and the value with bit 5
     * changed, so that value must pass.
     *
     * @param values at most 64, without {@code 7d}, {@code 7e}, {@code 5d}, {@code 5e}, {@code 21}
     *     and {@code 4f}, and without two that differ in bit 5 only
     * @return this builder
     */
    public Builder escape(byte... values) {
      escaped = values.clone();
      return this;
    }

    /**
     * For how long a session waits for its line. Default 5 minutes.
     *
     * @param wait more than zero and no more than 30 days
     * @return this builder
     */
    public Builder grace(Duration wait) {
      grace = Objects.requireNonNull(wait, "grace");
      return this;
    }

    /**
     * How long to wait for the OPEN or its answer. Default 5 s. On a line of less than 800 baud, no
     * less than two of each take.
     *
     * @param wait more than zero and no more than 30 days
     * @return this builder
     */
    public Builder openTimeout(Duration wait) {
      openTimeout = Objects.requireNonNull(wait, "openTimeout");
      return this;
    }

    /**
     * After how much silence the peer is asked for a sign of life. Default 3 s.
     *
     * @param wait more than zero and no more than 30 days
     * @return this builder
     */
    public Builder pingInterval(Duration wait) {
      pingInterval = Objects.requireNonNull(wait, "pingInterval");
      return this;
    }

    /**
     * After how much silence the line counts as lost. Default 9 s. With a rate, no less than the
     * ping interval and the time of a frame in each direction.
     *
     * @param wait more than the ping interval and no more than 30 days
     * @return this builder
     */
    public Builder silence(Duration wait) {
      silence = Objects.requireNonNull(wait, "silence");
      return this;
    }

    /**
     * How long a link that is closed here waits without progress until it ends. Default 5 s. With a
     * rate, no less than the time of a frame in each direction.
     *
     * @param wait more than zero and no more than 30 days
     * @return this builder
     */
    public Builder closeTimeout(Duration wait) {
      closeTimeout = Objects.requireNonNull(wait, "closeTimeout");
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return settings that no longer depend on this builder
     * @throws IllegalArgumentException when a value is out of its range, or values cannot be
     *     escaped together
     */
    public LinkSettings build() {
      return new LinkSettings(this);
    }
  }
}
