// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import dev.serialhandshake.cli.console.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event. What is not known is null.
 *
 * @param line what the line is called; null for what concerns no single one
 * @param message for a person, without the name of the line
 * @param user the name that was claimed
 * @param key that was presented
 * @param peer the address that the line's peer has, where it is a TCP connection
 * @param duration from the first SYN on; of a session that is over, from the handshake on
 * @param bytesIn of a session that is over
 * @param bytesOut likewise
 * @param cause why it failed or ended
 * @param count how many events this one stands for
 * @param named whether the message names the line by itself
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

  /** As its kind has it. A file of lines that was not taken over is a warning. */
  Priority priority() {
    return kind == EventKind.RELOAD && cause != null ? Priority.WARNING : kind.priority();
  }

  /** For a person. */
  String text() {
    return line == null || named ? message : line + ": " + message;
  }

  /** The same event, once more for all its repeats. */
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

  /** Collects what is known. */
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

    /** The message names the line by itself. */
    public Builder namesTheLine() {
      named = true;
      return this;
    }

    LogEvent build() {
      return new LogEvent(
          kind, line, message, user, key, peer, duration, bytesIn, bytesOut, cause, 1, named);
    }

    /** Says it, unless it is a repeat, which is told later with a count. Any thread. */
    public void tell() {
      EventLog.tell(build());
    }
  }
}
