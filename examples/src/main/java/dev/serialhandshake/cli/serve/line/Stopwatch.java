// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.status.Durations;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts how long something took, in the classes of {@link Durations}. For one thread only. */
final class Stopwatch {

  private final long[] counts = new long[Durations.BOUNDS.size() + 1];
  private Duration total = Duration.ZERO;
  private Duration longest = Duration.ZERO;
  private @Nullable Duration last;

  void took(Duration time) {
    int bound = 0;
    while (bound < Durations.BOUNDS.size() && time.compareTo(Durations.BOUNDS.get(bound)) > 0) {
      bound++;
    }
    counts[bound]++;
    total = total.plus(time);
    longest = time.compareTo(longest) > 0 ? time : longest;
    last = time;
  }

  Durations times() {
    return last == null
        ? Durations.NONE
        : new Durations(Arrays.stream(counts).boxed().toList(), total, longest, last);
  }
}
