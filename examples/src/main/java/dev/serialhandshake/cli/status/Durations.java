// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long something took each time that it happened.
 *
 * @param counts for each of {@link #BOUNDS}, how often it took at most that long, and longer than
 *     the bound before; the last is how often it took longer than all bounds
 * @param total all times together
 * @param longest zero if it has never happened
 * @param last null if it has never happened
 */
public record Durations(
    List<Long> counts, Duration total, Duration longest, @Nullable Duration last) {

  /** From a handshake that succeeds at once to one that has to wait until a machine has booted. */
  public static final List<Duration> BOUNDS =
      List.of(
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2_500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  /** It has not happened yet. */
  public static final Durations NONE =
      new Durations(Collections.nCopies(BOUNDS.size() + 1, 0L), Duration.ZERO, Duration.ZERO, null);

  /** Takes a copy of the counts. */
  public Durations {
    counts = List.copyOf(counts);
  }

  /** How often it has happened. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
