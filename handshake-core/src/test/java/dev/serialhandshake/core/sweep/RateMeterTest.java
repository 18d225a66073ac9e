// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateMeterTest {

  private static final long CLEAR = TimeUnit.MILLISECONDS.toNanos(20);

  private final RateMeter meter = new RateMeter();

  @Test
  void threeClearDifferencesMakeARate() {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, meter.bytesPerSecond());
      assertEquals(64, meter.nextLength());
      meter.answered(CLEAR, 0);
    }
    assertEquals(0, meter.nextLength());
    assertEquals(3200, meter.bytesPerSecond(), 0.001);
  }

  @Test
  void aDifferenceThatIsNotClearTakesMoreBytes() {
    meter.answered(CLEAR - 1, 0);
    assertEquals(256, meter.nextLength());
    meter.answered(3 * CLEAR - 1, CLEAR);
    assertEquals(1024, meter.nextLength());
    meter.answered(3 * CLEAR, CLEAR);
    assertEquals(1024, meter.nextLength());
    meter.answered(0, 0);
    assertEquals(0, meter.nextLength());
    assertEquals(0, meter.bytesPerSecond());
  }

  @Test
  void afterThreeFailuresItGivesUp() {
    meter.failed();
    meter.failed();
    assertEquals(64, meter.nextLength());
    meter.failed();
    assertEquals(0, meter.nextLength());
  }
}
