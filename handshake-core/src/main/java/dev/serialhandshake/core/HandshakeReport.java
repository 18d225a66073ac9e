// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake has done and received until the moment of the question. Immutable.
 *
 * <p>A {@link Handshake} makes reports. The {@link #builder} is for programs that take the place of
 * a handshake, such as tests.
 */
public final class HandshakeReport {

  private final Role role;
  private final State state;
  private final @Nullable FailureReason failureReason;
  private final int attempts;
  private final long discardedBytes;
  private final Preview preview;
  private final Duration elapsed;
  private final @Nullable Verdict verdict;

  private HandshakeReport(Builder builder) {
    role = builder.role;
    state = builder.state;
    failureReason = builder.failureReason;
    attempts = builder.attempts;
    discardedBytes = builder.discardedBytes;
    preview = builder.preview;
    elapsed = builder.elapsed;
    verdict = builder.verdict;
  }

  /**
   * Begins a report of a handshake that received nothing and took no time.
   *
   * @param role whose report it is
   * @param state where the handshake stood
   * @return a new builder
   */
  public static Builder builder(Role role, State state) {
    return new Builder(role, state);
  }

  /**
   * Begins with this report, to change some of it.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(role, state)
        .failureReason(failureReason)
        .attempts(attempts)
        .discardedBytes(discardedBytes)
        .preview(preview)
        .elapsed(elapsed)
        .verdict(verdict);
  }

  /**
   * Whose report it is.
   *
   * @return the role
   */
  public Role role() {
    return role;
  }

  /**
   * Where the handshake stood.
   *
   * @return the state
   */
  public State state() {
    return state;
  }

  /**
   * Why the handshake failed.
   *
   * @return the reason; null while it has not failed
   */
  public @Nullable FailureReason failureReason() {
    return failureReason;
  }

  /**
   * How many SYNs were sent (client) or answered (server).
   *
   * @return the number of attempts
   */
  public int attempts() {
    return attempts;
  }

  /**
   * How many bytes were garbage: no part of a frame that was due.
   *
   * @return the number of bytes
   */
  public long discardedBytes() {
    return discardedBytes;
  }

  /**
   * The first of the bytes that were discarded.
   *
   * @return 64 of them at the most
   */
  public Preview preview() {
    return preview;
  }

  /**
   * The time since the start, until the end or the moment of asking.
   *
   * @return the time
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * What is wrong with the line.
   *
   * @return the verdict; null if the line is in sync, or if the bytes prove nothing
   */
  public @Nullable Verdict verdict() {
    return verdict;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HandshakeReport report && values().equals(report.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<@Nullable Object> values() {
    return Arrays.asList(
        role, state, failureReason, attempts, discardedBytes, preview, elapsed, verdict);
  }

  /**
   * One line for a person.
   *
   * @return for instance {@code client ESTABLISHED after 2 attempts in 1042 ms, 24442 bytes
   *     discarded ("[ 0.000000] Linux…")}
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(80);
    line.append(role == Role.CLIENT ? "client " : "server ").append(state);
    line.append(" after ").append(attempts).append(attempts == 1 ? " attempt" : " attempts");
    line.append(" in ").append(elapsed.toMillis()).append(" ms, ");
    line.append(discardedBytes)
        .append(discardedBytes == 1 ? " byte" : " bytes")
        .append(" discarded");
    if (!preview.isEmpty()) {
      line.append(" (\"")
          .append(preview.text())
          .append(discardedBytes > preview.length() ? "…" : "");
      line.append("\")");
    }
    if (verdict != null) {
      line.append("; ").append(verdict);
    }
    return line.toString();
  }

  /** Collects the parts of a report. Only one thread at a time may use it. */
  public static final class Builder {

    private final Role role;
    private final State state;
    private @Nullable FailureReason failureReason;
    private int attempts;
    private long discardedBytes;
    private Preview preview = Preview.EMPTY;
    private Duration elapsed = Duration.ZERO;
    private @Nullable Verdict verdict;

    private Builder(Role role, State state) {
      this.role = Objects.requireNonNull(role, "role");
      this.state = Objects.requireNonNull(state, "state");
    }

    /**
     * Sets why the handshake failed. Default: it has not failed.
     *
     * @param reason the reason, or null
     * @return this builder
     */
    public Builder failureReason(@Nullable FailureReason reason) {
      failureReason = reason;
      return this;
    }

    /**
     * Sets how many SYNs were sent (client) or answered (server). Default 0.
     *
     * @param count not negative
     * @return this builder
     */
    public Builder attempts(int count) {
      attempts = (int) notNegative("attempts", count);
      return this;
    }

    /**
     * Sets how many bytes were discarded. Default 0.
     *
     * @param count not negative
     * @return this builder
     */
    public Builder discardedBytes(long count) {
      discardedBytes = notNegative("discardedBytes", count);
      return this;
    }

    /**
     * Sets the first of the bytes that were discarded. Default: none.
     *
     * @param bytes those bytes
     * @return this builder
     */
    public Builder preview(Preview bytes) {
      preview = Objects.requireNonNull(bytes, "preview");
      return this;
    }

    /**
     * Sets the time since the start. Default: zero.
     *
     * @param time the time
     * @return this builder
     */
    public Builder elapsed(Duration time) {
      elapsed = Objects.requireNonNull(time, "elapsed");
      return this;
    }

    /**
     * Sets what is wrong with the line. Default: nothing that is known.
     *
     * @param what the verdict, or null
     * @return this builder
     */
    public Builder verdict(@Nullable Verdict what) {
      verdict = what;
      return this;
    }

    /**
     * Makes the report.
     *
     * @return a report that no longer depends on this builder
     */
    public HandshakeReport build() {
      return new HandshakeReport(this);
    }

    private static long notNegative(String name, long count) {
      if (count < 0) {
        throw new IllegalArgumentException(name + " must not be negative, was " + count);
      }
      return count;
    }
  }
}
