// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.time.Duration;

/**
 * When a peer takes the next SYN for a new attempt. That is its answer time after it has answered
 * the last SYN. At which moment of the round trip it answered is not known. But the shortest round
 * trip that was seen is a limit for both ways.
 */
final class Pace {

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final long periodNanos;
  private long shortest = UNKNOWN;

  private Pace(long periodNanos) {
    this.periodNanos = periodNanos;
  }

  static Pace of(SweepSettings settings) {
    return new Pace(settings.answerTime().plus(settings.margin()).toNanos());
  }

  /** An answer was received, and the next SYN has its time already. */
  void answered(long roundTrip) {
    shortest = Math.min(shortest, roundTrip);
  }

  /** The time of the next SYN, when the last one was sent and answered, or not answered. */
  long next(long sentAt, long now, boolean nothingCameIn) {
    if (nothingCameIn) {
      return sentAt + periodNanos;
    }
    // The first answer has nothing to be compared with: its peer may have just begun to run.
    long inTransit = shortest == UNKNOWN ? 0 : Math.min(shortest, now - sentAt);
    return now + periodNanos - inTransit;
  }

  /** How long so many SYNs take. */
  Duration expected(int count) {
    return Duration.ofNanos(count * periodNanos);
  }
}
