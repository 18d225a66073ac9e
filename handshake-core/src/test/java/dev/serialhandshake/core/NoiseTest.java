// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a line is quiet; the quiet time is 50 ms, the settle time 500 ms. */
class NoiseTest {

  private static final long MILLISECOND = 1_000_000;

  private final Noise noise = new Noise(HandshakeSettings.defaults());

  private void add(int count, long millis) {
    noise.add(count, millis * MILLISECOND);
  }

  private long stream(long millis) {
    return noise.nanosOfStream(millis * MILLISECOND) / MILLISECOND;
  }

  private long toQuiet(long millis) {
    return noise.nanosToQuiet(millis * MILLISECOND) / MILLISECOND;
  }

  @Test
  void aFewBytesAreOverAfterTheQuietTime() {
    assertEquals(0, toQuiet(0));
    add(8, 1000);
    assertEquals(50, toQuiet(1000));
    assertEquals(1, toQuiet(1049));
    assertFalse(noise.isQuiet(1050 * MILLISECOND - 1));
    assertTrue(noise.isQuiet(1050 * MILLISECOND));
    assertEquals(0, toQuiet(2000));
  }

  @Test
  void moreThanAFewBytesAreAStreamUntilTheSettleTimeIsOver() {
    add(8, 1000);
    assertEquals(0, stream(1000));
    add(1, 1040);
    assertEquals(500, toQuiet(1040));
    assertEquals(40, stream(1040));
    add(1, 1100);
    assertEquals(100, stream(1599));
    assertEquals(0, stream(1600), "it is over");
  }

  @Test
  void aPauseOfTheSettleTimeBeginsAnew() {
    add(9, 1000);
    add(1, 1499);
    assertEquals(499 * MILLISECOND, noise.longestPauseNanos());
    add(1, 1999);
    assertEquals(0, noise.longestPauseNanos());
    assertEquals(50, toQuiet(1999), "one byte is few");
    add(8, 2010);
    assertEquals(11, stream(2010));
    assertEquals(11 * MILLISECOND, noise.longestPauseNanos());
  }
}
