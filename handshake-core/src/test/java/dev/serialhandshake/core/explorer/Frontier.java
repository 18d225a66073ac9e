// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.ArrayDeque;

/** The states that wait for their moves, first in, first out; 16 bytes each. */
final class Frontier {

  private static final int BLOCK = 1 << 13;

  private final ArrayDeque<long[]> blocks = new ArrayDeque<>();
  private int head = BLOCK;
  private int tail = BLOCK;

  boolean isEmpty() {
    return blocks.isEmpty() || (blocks.size() == 1 && head == tail);
  }

  void add(long high, long low) {
    if (tail == BLOCK) {
      blocks.addLast(new long[BLOCK]);
      tail = 0;
      head = blocks.size() == 1 ? 0 : head;
    }
    long[] block = blocks.getLast();
    block[tail++] = high;
    block[tail++] = low;
  }

  /** The first of the two numbers of the next state; {@link #low} is the second. */
  long high() {
    return blocks.getFirst()[head];
  }

  long low() {
    return blocks.getFirst()[head + 1];
  }

  void remove() {
    head += 2;
    if (head == BLOCK) {
      blocks.removeFirst();
      head = 0;
      tail = blocks.isEmpty() ? BLOCK : tail;
    }
  }
}
