// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * What a {@link HandshakeHandler} needs to know beyond its role. Immutable, and safe to share
 * between any number of handlers and threads.
 */
public final class HandshakeHandlerSettings {

  private static final HandshakeHandlerSettings DEFAULTS = builder().build();

  private static final HandshakeHandlerSettings FOR_SERVED_LINE = forServedLine(ClientBegins.TEXT);

  private final HandshakeSettings handshake;
  private final long maxQueuedBytes;
  private final boolean closeOnFailure;
  private final HandshakeObserver observer;
  private final RandomGenerator random;

  private HandshakeHandlerSettings(Builder builder) {
    handshake = builder.handshake;
    maxQueuedBytes = builder.maxQueuedBytes;
    closeOnFailure = builder.closeOnFailure;
    observer = builder.observer;
    random = builder.random;
  }

  /**
   * The defaults.
   *
   * @return one shared instance
   */
  public static HandshakeHandlerSettings defaults() {
    return DEFAULTS;
  }

  /**
   * For the server of a line that stays open for ever, whose clients speak first and begin with
   * text: {@link #forServedLine(ClientBegins)} with {@link ClientBegins#TEXT}.
   *
   * @return one shared instance
   */
  public static HandshakeHandlerSettings forServedLine() {
    return FOR_SERVED_LINE;
  }

  /** The defaults, with waits and limits of the handshake's own. */
  static HandshakeHandlerSettings of(HandshakeSettings handshake) {
    return builder().handshake(Objects.requireNonNull(handshake, "settings")).build();
  }

  /**
   * For the server of a line that stays open for ever. It waits for a client as long as the line is
   * open, and a failed handshake leaves the line open.
   *
   * <p>It implies confirmation: the client's first bytes must confirm that it is in sync too
   * ({@link HandshakeSettings.Builder#clientBegins}). A client that never saw the last byte of the
   * handshake starts over, and finds no server that is in a session already. So it is not for
   * clients that wait for the server to speak first.
   *
   * @param with what the client's first bytes are
   * @return new settings
   */
  public static HandshakeHandlerSettings forServedLine(ClientBegins with) {
    HandshakeSettings handshake =
        HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).clientBegins(with).build();
    return builder().handshake(handshake).closeOnFailure(false).build();
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
    builder.handshake = handshake;
    builder.maxQueuedBytes = maxQueuedBytes;
    builder.closeOnFailure = closeOnFailure;
    builder.observer = observer;
    builder.random = random;
    return builder;
  }

  /**
   * The waits and limits of the handshake itself.
   *
   * @return the settings
   */
  public HandshakeSettings handshake() {
    return handshake;
  }

  /**
   * How many bytes may be written before the handshake is done.
   *
   * @return the limit; {@link Long#MAX_VALUE} for none
   */
  public long maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Whether a failed handshake closes the channel.
   *
   * @return true for yes
   */
  public boolean closeOnFailure() {
    return closeOnFailure;
  }

  /**
   * Who is told of every frame.
   *
   * @return the observer
   */
  public HandshakeObserver observer() {
    return observer;
  }

  /**
   * Where nonces and jitter come from.
   *
   * @return the generator
   */
  public RandomGenerator random() {
    return random;
  }

  @Override
  public String toString() {
    return "HandshakeHandlerSettings(handshake="
        + handshake
        + ", maxQueuedBytes="
        + (maxQueuedBytes == Long.MAX_VALUE ? "unlimited" : maxQueuedBytes)
        + ", closeOnFailure="
        + closeOnFailure
        + ")";
  }

  /** Collects settings. Not safe for use by more than one thread. */
  public static final class Builder {

    private HandshakeSettings handshake = HandshakeSettings.defaults();
    private long maxQueuedBytes = Long.MAX_VALUE;
    private boolean closeOnFailure = true;
    private HandshakeObserver observer = HandshakeObserver.NONE;
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    private Builder() {}

    /**
     * Sets the waits and limits of the handshake itself. Default: {@link
     * HandshakeSettings#defaults()}.
     *
     * @param settings the settings
     * @return this builder
     */
    public Builder handshake(HandshakeSettings settings) {
      handshake = Objects.requireNonNull(settings, "handshake");
      return this;
    }

    /**
     * Sets how many bytes may be written before the handshake is done; one more and it fails with
     * {@link dev.serialhandshake.core.FailureReason#TOO_MUCH_QUEUED}. They are counted as by {@link
     * io.netty.channel.PendingWriteQueue}: the size that the channel's {@link
     * io.netty.channel.MessageSizeEstimator} gives, and 64 more for each write, because a write
     * takes memory even if it has no bytes. Default: no limit, but {@link
     * io.netty.channel.Channel#isWritable()} tells a writer when to stop.
     *
     * @param limit not negative
     * @return this builder
     */
    public Builder maxQueuedBytes(long limit) {
      if (limit < 0) {
        throw new IllegalArgumentException("maxQueuedBytes must not be negative, was " + limit);
      }
      maxQueuedBytes = limit;
      return this;
    }

    /**
     * Sets whether a failed handshake closes the channel. A serial port is expensive to open again:
     * with {@code false} the channel and the handler stay, bytes are discarded and writes fail,
     * until another handler replaces it ({@link HandshakeHandler}, "Once more"). Default: {@code
     * true}.
     *
     * @param close true to close it
     * @return this builder
     */
    public Builder closeOnFailure(boolean close) {
      closeOnFailure = close;
      return this;
    }

    /**
     * Sets who is told of every frame, on the thread of each channel's handler. Default: nobody.
     *
     * @param observer must throw nothing, and bear calls from several threads where handlers of
     *     several event loops share these settings
     * @return this builder
     */
    public Builder observer(HandshakeObserver observer) {
      this.observer = Objects.requireNonNull(observer, "observer");
      return this;
    }

    /**
     * Sets where nonces and jitter come from, for tests that want the same ones each time. Default:
     * {@link ThreadLocalRandom}.
     *
     * @param random must bear calls from several threads where handlers of several event loops
     *     share these settings
     * @return this builder
     */
    public Builder random(RandomGenerator random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return settings that no longer depend on this builder
     */
    public HandshakeHandlerSettings build() {
      return new HandshakeHandlerSettings(this);
    }
  }
}
