// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.internal.Wire;
import java.util.BitSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NoncesTest {

  /** What must not be on the line: SYN, ACK, NAK, XON, XOFF, CR, LF, ^C, ^D, backspace, escape. */
  private static final Set<Integer> SPECIAL =
      Set.of(0x16, 0x06, 0x15, 0x11, 0x13, 0x0d, 0x0a, 0x03, 0x04, 0x08, 0x1b, 0x7f, 0xff);

  @Test
  void noNonceIsDrawnTwiceBeforeAllWere() {
    for (int position = 0; position < Nonces.COUNT; position++) {
      for (int draw = 0; draw < Nonces.COUNT / 2; draw++) {
        assertEquals(94, period(Nonces.begin(draws(position, draw))));
      }
    }
  }

  private static int period(short begin) {
    BitSet seen = new BitSet();
    short drawing = Nonces.next(begin);
    while (!seen.get(Nonces.last(drawing))) {
      seen.set(Nonces.last(drawing));
      drawing = Nonces.next(drawing);
    }
    assertEquals(0xA0, seen.nextSetBit(0));
    assertEquals(0xFD, seen.length() - 1);
    return seen.cardinality();
  }

  @Test
  void theOrderIsDrawnToo() {
    BitSet strides = new BitSet();
    for (int draw = 0; draw < Nonces.COUNT / 2; draw++) {
      short first = Nonces.next(Nonces.begin(draws(0, draw)));
      int stride = Nonces.last(Nonces.next(first)) - Nonces.last(first);
      strides.set(Math.floorMod(stride, Nonces.COUNT));
    }
    assertEquals(46, strides.cardinality());
  }

  @Test
  void theDrawsAreOfTheWholeRange() {
    BitSet firsts = new BitSet();
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      firsts.set(Nonces.last(Nonces.next(Nonces.begin(random))));
    }
    assertEquals(94, firsts.cardinality());
  }

  @Test
  void neitherANonceNorItsSuccessorIsSpecialOnTheLineOrToAShell() {
    for (int nonce = Nonces.LOWEST; nonce < Nonces.LOWEST + Nonces.COUNT; nonce++) {
      assertFalse(SPECIAL.contains(nonce));
      assertFalse(SPECIAL.contains(Wire.acknowledge(nonce)));
      assertTrue((nonce & 0x7f) >= ' ', "stripped of bit 7, it is a control character");
    }
  }

  private static RandomGenerator draws(int... values) {
    return new RandomGenerator() {
      private int next;

      @Override
      public long nextLong() {
        throw new IllegalStateException("an unexpected draw");
      }

      @Override
      public int nextInt(int bound) {
        assertTrue(values[next] < bound);
        return values[next++];
      }
    };
  }
}
