// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class SweepPlanTest {

  private static int[] nonces(int... values) {
    BitSet set = new BitSet();
    for (int value : values) {
      set.set(value);
    }
    return SweepPlan.noncesFor(set);
  }

  @Test
  void aValueIsSentAndAskedFor() {
    assertArrayEquals(new int[] {0x10, 0x11, 0x12, 0x13}, nonces(0x11, 0x13));
    assertArrayEquals(new int[] {0x00, 0xff}, nonces(0x00));
  }

  @Test
  void aValueWithBit7TakesTheBoundsOfItToo() {
    assertArrayEquals(new int[] {0x7e, 0x7f}, nonces(0x7f));
    assertArrayEquals(new int[] {0x7f, 0x80, 0xff}, nonces(0x80));
    assertArrayEquals(new int[] {0x7f, 0x90, 0x91, 0xff}, nonces(0x91));
  }

  @Test
  void allAreAll() {
    assertEquals(256, SweepPlan.noncesFor(SweepPlan.all()).length);
  }
}
