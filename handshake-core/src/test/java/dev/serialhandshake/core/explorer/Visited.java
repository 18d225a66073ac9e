// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * The states that were met, each by 72 bits of hash: 64 are kept, 8 say where. At 500 million
 * states the odds that any two of them share a hash are 1 in 38,000.
 */
public final class Visited {

  private static final int PARTS = 1 << 8;

  private final long[][] parts = new long[PARTS][16];
  private final int[] sizes = new int[PARTS];
  private long size;

  /** How many states were met. */
  public long size() {
    return size;
  }

  /** Whether a state was not met before. */
  public boolean add(long high, long low) {
    long hash = Hash.first(high, low);
    long kept = hash == 0 ? 1 : hash;
    int part = (int) Hash.second(high, low) & (PARTS - 1);
    if (!put(parts[part], kept)) {
      return false;
    }
    size++;
    sizes[part]++;
    if (sizes[part] > parts[part].length / 10 * 8) {
      parts[part] = larger(parts[part]);
    }
    return true;
  }

  /** Whether a state was met before. */
  public boolean contains(long high, long low) {
    long hash = Hash.first(high, low);
    long kept = hash == 0 ? 1 : hash;
    long[] part = parts[(int) Hash.second(high, low) & (PARTS - 1)];
    int slot = (int) (((kept >>> 32) * part.length) >>> 32);
    while (part[slot] != 0 && part[slot] != kept) {
      slot = slot + 1 == part.length ? 0 : slot + 1;
    }
    return part[slot] != 0;
  }

  private static boolean put(long[] part, long kept) {
    // In the order of the hashes, so that a larger part is filled from front to back.
    int slot = (int) (((kept >>> 32) * part.length) >>> 32);
    while (part[slot] != 0) {
      if (part[slot] == kept) {
        return false;
      }
      slot = slot + 1 == part.length ? 0 : slot + 1;
    }
    part[slot] = kept;
    return true;
  }

  private static long[] larger(long[] part) {
    long[] larger = new long[part.length / 4 * 5 + 4];
    for (long kept : part) {
      if (kept != 0) {
        put(larger, kept);
      }
    }
    return larger;
  }
}
