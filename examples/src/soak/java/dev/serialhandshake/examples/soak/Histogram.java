// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.util.Arrays;

/** Counts values by the first bound that is not below them. Safe for all threads. */
final class Histogram {
  private final long[] bounds;
  private final long[] counts;
  private long greatest;

  Histogram(long... bounds) {
    this.bounds = bounds;
    counts = new long[bounds.length + 1];
  }

  synchronized void add(long value) {
    int i = 0;
    while (i < bounds.length && bounds[i] < value) {
      i++;
    }
    counts[i]++;
    greatest = Math.max(greatest, value);
  }

  synchronized long total() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      if (i > 0) {
        text.append(", ");
      }
      text.append(i < bounds.length ? "≤" + bounds[i] : "more").append(": ").append(counts[i]);
    }
    return text.append("; most: ").append(greatest).toString();
  }
}
