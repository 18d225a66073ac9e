// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The first bytes of something that may be endless. Takes memory only once there is a byte. */
final class Excerpt {

  static final int CAPACITY = 64;

  private byte @Nullable [] bytes;
  private int length;

  void add(ByteView read, int from, int to) {
    int count = Math.min(to - from, CAPACITY - length);
    if (count == 0) {
      return;
    }
    byte[] target = bytes;
    if (target == null) {
      target = new byte[CAPACITY];
      bytes = target;
    }
    for (int i = 0; i < count; i++) {
      target[length++] = read.get(from + i);
    }
  }

  /** Forgets all but the first bytes. */
  void truncate(long count) {
    length = (int) Math.min(length, count);
  }

  byte[] toArray() {
    byte[] source = bytes;
    return source == null ? new byte[0] : Arrays.copyOf(source, length);
  }
}
