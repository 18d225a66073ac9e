// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import dev.serialhandshake.cli.console.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event. A value that is not known, or does not fit the event, is null.
 *
 * @param line the name of the line; null for an event that does not concern exactly one line
 * @param message for a person; without the name of the line, except if {@code named}
 * @param user the name under which the client logged in or tried to
 * @param key that the client presented
 * @param peer the peer's address on a TCP connection
 * @param duration since the first SYN; for the end of a session, since the handshake
 * @param bytesIn how many bytes a session that is over has received
 * @param bytesOut how many bytes it has sent
 * @param cause why it failed or ended
 * @param count how many events this one stands for
 * @param named whether the message itself contains the name of the line
 */
public record LogEvent(
    EventKind kind,
    @Nullable String line,
    String message,
    @Nullable String user,
    @Nullable KeyName key,
    @Nullable String peer,
    @Nullable Duration duration,
    @Nullable Long bytesIn,
    @Nullable Long bytesOut,
    @Nullable String cause,
    long count,
    boolean named) {

  public static Builder of(EventKind kind, @Nullable String line, String message) {
    return new Builder(kind, line, message);
  }

  /** The priority of its kind; but a reload that failed is a warning. */
  Priority priority() {
    return kind == EventKind.RELOAD && cause != null ? Priority.WARNING : kind.priority();
  }

  /** The text for a person, with the name of the line. */
  String text() {
    return line == null || named ? message : line + ": " + message;
  }

  /**
   * Makes one event that stands for many.
   *
   * @param times how many
   * @param within the time in which they happened
   */
  LogEvent repeated(long times, Duration within) {
    String again =
        "... and "
            + times
            + (times == 1 ? " time" : " times")
            + " more in the last "
            + span(within);
    return new LogEvent(
        kind,
        line,
        again + ", at last: " + message,
        user,
        key,
        peer,
        duration,
        bytesIn,
        bytesOut,
        cause,
        times,
        false);
  }

  private static String span(Duration time) {
    long minutes = time.toMinutes();
    return minutes == 1 ? "minute" : minutes + " minutes";
  }

  /** Collects the values of an event. */
  public static final class Builder {

    private final EventKind kind;
    private final @Nullable String line;
    private final String message;
    private @Nullable String user;
    private @Nullable KeyName key;
    private @Nullable String peer;
    private @Nullable Duration duration;
    private @Nullable Long bytesIn;
    private @Nullable Long bytesOut;
    private @Nullable String cause;
    private boolean named;

    private Builder(EventKind kind, @Nullable String line, String message) {
      this.kind = kind;
      this.line = line;
      this.message = message;
    }

    public Builder user(@Nullable String name) {
      user = name;
      return this;
    }

    public Builder key(@Nullable KeyName which) {
      key = which;
      return this;
    }

    public Builder peer(@Nullable String address) {
      peer = address;
      return this;
    }

    public Builder duration(@Nullable Duration time) {
      duration = time;
      return this;
    }

    public Builder bytes(long in, long out) {
      bytesIn = in;
      bytesOut = out;
      return this;
    }

    public Builder cause(@Nullable String why) {
      cause = why;
      return this;
    }

    /** Says that the message itself contains the name of the line. */
    public Builder namesTheLine() {
      named = true;
      return this;
    }

    LogEvent build() {
      return new LogEvent(
          kind, line, message, user, key, peer, duration, bytesIn, bytesOut, cause, 1, named);
    }

    /**
     * Logs the event at once, or, if it is a repeat, later with a count. Any thread may call it.
     */
    public void tell() {
      EventLog.tell(build());
    }
  }
}
