// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateMeterTest {

  private static final long CLEAR = TimeUnit.MILLISECONDS.toNanos(20);

  private final RateMeter meter = new RateMeter();

  /** What answers take without more bytes than the fewest. */
  private static final long USUAL = 500_000_000;

  private void withFewest() {
    for (int i = 0; i < 3; i++) {
      assertEquals(16, meter.nextLength());
      meter.answered(USUAL + i, 0);
    }
  }

  private void answered(long longer, long spread) {
    meter.answered(USUAL + 1 + longer, spread);
  }

  @Test
  void threeClearDifferencesMakeARate() {
    withFewest();
    for (int i = 0; i < 3; i++) {
      assertEquals(0, meter.bytesPerSecond());
      assertEquals(64, meter.nextLength());
      answered(CLEAR, 0);
    }
    assertEquals(0, meter.nextLength());
    assertEquals(2400, meter.bytesPerSecond(), 0.001);
  }

  @Test
  void aDifferenceThatIsNotClearTakesMoreBytes() {
    withFewest();
    answered(CLEAR - 1, 0);
    assertEquals(256, meter.nextLength());
    answered(3 * CLEAR - 1, CLEAR);
    assertEquals(1024, meter.nextLength());
    answered(3 * CLEAR, CLEAR);
    assertEquals(1024, meter.nextLength());
    answered(0, 0);
    assertEquals(0, meter.nextLength());
    assertEquals(0, meter.bytesPerSecond());
  }

  @Test
  void afterThreeFailuresItGivesUp() {
    withFewest();
    meter.failed();
    meter.failed();
    assertEquals(64, meter.nextLength());
    meter.failed();
    assertEquals(0, meter.nextLength());
  }
}
