// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A peer holds off for 500 ms from when it answers, and 20 ms are to spare. */
class PaceTest {

  private final Pace pace = Pace.of(SweepSettings.defaults());

  private long next(long sentAt, long now, boolean nothingCameIn) {
    long next = pace.next(MILLISECONDS.toNanos(sentAt), MILLISECONDS.toNanos(now), nothingCameIn);
    return MILLISECONDS.convert(Duration.ofNanos(next));
  }

  @Test
  void theFirstAnswerMayHaveTakenItsPeerAllThatTime() {
    assertEquals(320 + 520, next(0, 320, false));
  }

  @Test
  void laterOnesAreMeasuredAgainstTheShortest() {
    pace.answered(MILLISECONDS.toNanos(20));
    assertEquals(1000 + 520, next(1000, 1020, false));
    assertEquals(1000 + 520 + 180, next(1000, 1200, false));
  }

  @Test
  void aShorterOneThanAllBeforeIsTheShortest() {
    pace.answered(MILLISECONDS.toNanos(20));
    assertEquals(1000 + 520, next(1000, 1010, false));
  }

  @Test
  void whoIsNotAnsweredHasNothingToSpare() {
    assertEquals(1000 + 520, next(1000, 2000, true));
  }

  @Test
  void slowLinesHaveLongerWaits() {
    SweepSettings fast = SweepSettings.forLine(115_200, Duration.ofMillis(500));
    assertEquals(SweepSettings.defaults().toString(), fast.toString());
    SweepSettings slow = SweepSettings.forLine(300, Duration.ofMillis(500));
    Duration character = Duration.ofNanos(11_000_000_000L / 300);
    assertTrue(slow.quietTime().compareTo(character.multipliedBy(3)) > 0, slow.toString());
    assertTrue(slow.margin().compareTo(character.multipliedBy(2)) > 0, slow.toString());
    assertTrue(slow.patience().compareTo(character.multipliedBy(80)) > 0, slow.toString());
  }

  @Test
  void aLineHasASpeed() {
    assertThrows(
        IllegalArgumentException.class, () -> SweepSettings.forLine(0, Duration.ofMillis(500)));
  }
}
