// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/** A map from numbers to numbers that are not negative, without objects. */
final class Numbers {

  /**
   * A key, and the value that belongs to it plus one, by turns; so that both are fetched at once.
   */
  private long[] cells = new long[128];

  private int size;

  /** The value of a key, or -1. */
  long get(long key) {
    return cells[slot(key) + 1] - 1;
  }

  void put(long key, long value) {
    if (size > cells.length / 4) {
      grow();
    }
    int slot = slot(key);
    size += cells[slot + 1] == 0 ? 1 : 0;
    cells[slot] = key;
    cells[slot + 1] = value + 1;
  }

  private int slot(long key) {
    int mask = cells.length - 2;
    int slot = (int) (Hash.mix(key) >>> 32) & mask;
    while (cells[slot + 1] != 0 && cells[slot] != key) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = cells;
    cells = new long[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        int slot = slot(old[i]);
        cells[slot] = old[i];
        cells[slot + 1] = old[i + 1];
      }
    }
  }
}
