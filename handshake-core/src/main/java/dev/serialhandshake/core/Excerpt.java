// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.Arrays;

/** The first bytes of something that may be endless. */
final class Excerpt {

  static final int CAPACITY = 64;

  private final byte[] bytes = new byte[CAPACITY];
  private int length;

  void add(ByteView read, int from, int to) {
    int count = Math.min(to - from, CAPACITY - length);
    if (count > 0) {
      read.copy(from, bytes, length, count);
      length += count;
    }
  }

  /** Forgets all but the first bytes. */
  void truncate(long count) {
    length = (int) Math.min(length, count);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
