// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The states that were met, each by 128 bits of hash, with the move that led there first. At ten
 * million states the odds that two of them share a hash are below 1 in 10^24.
 */
final class Visited {

  private long[] high = new long[1 << 16];
  private long[] low = new long[1 << 16];
  private int[] parent = new int[1 << 16];
  private int[] move = new int[1 << 16];
  private int[] slots = new int[1 << 18];
  private int size;

  int size() {
    return size;
  }

  int parent(int state) {
    return parent[state];
  }

  Move move(int state) {
    return Move.unpack(move[state]);
  }

  /** Returns the number of a state that was not met before, or -1. */
  int add(ByteBuffer encoded, int from, Move by) {
    long first = 0x9E3779B97F4A7C15L;
    long second = 0xC2B2AE3D27D4EB4FL;
    for (int i = 0; i < encoded.limit(); i++) {
      int b = encoded.get(i);
      first = mix(first ^ b, 0xFF51AFD7ED558CCDL);
      second = mix(second + b, 0xC4CEB9FE1A85EC53L);
    }
    int slot = slot(first, second);
    if (slots[slot] != 0) {
      return -1;
    }
    grow();
    high[size] = first;
    low[size] = second;
    parent[size] = from;
    move[size] = by.pack();
    slots[slot] = ++size;
    if (size > slots.length / 2) {
      rehash();
    }
    return size - 1;
  }

  private static long mix(long hash, long factor) {
    long mixed = (hash ^ (hash >>> 32)) * factor;
    return mixed ^ (mixed >>> 29);
  }

  private int slot(long first, long second) {
    int mask = slots.length - 1;
    int slot = (int) first & mask;
    while (slots[slot] != 0) {
      int state = slots[slot] - 1;
      if (high[state] == first && low[state] == second) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    if (size == high.length) {
      high = Arrays.copyOf(high, 2 * size);
      low = Arrays.copyOf(low, 2 * size);
      parent = Arrays.copyOf(parent, 2 * size);
      move = Arrays.copyOf(move, 2 * size);
    }
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int state = 0; state < size; state++) {
      slots[slot(high[state], low[state])] = state + 1;
    }
  }
}
