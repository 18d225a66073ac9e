// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.time.Duration;
import java.util.Arrays;

/** How long each of many answers took. */
final class RoundTrips {

  private long[] nanos = new long[32];
  private int count;

  void add(long took) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = took;
  }

  int count() {
    return count;
  }

  RoundTrips copy() {
    RoundTrips copy = new RoundTrips();
    copy.nanos = nanos.clone();
    copy.count = count;
    return copy;
  }

  /** The time within which this share of the answers arrived; zero if there are none. */
  Duration quantile(double share) {
    if (count == 0) {
      return Duration.ZERO;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * count) - 1;
    return Duration.ofNanos(sorted[Math.max(0, Math.min(index, count - 1))]);
  }
}
