// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  private final Excerpt excerpt = new Excerpt();

  private void add(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    excerpt.add(ByteView.of(array, 0, array.length), 0, array.length);
  }

  @Test
  void isEmptyAtFirst() {
    assertEquals(0, excerpt.toArray().length);
    excerpt.truncate(0);
    assertEquals(0, excerpt.toArray().length);
  }

  @Test
  void collectsPartsOfReads() {
    add(1, 2);
    excerpt.add(ByteView.of(new byte[] {7, 8, 9, 10}, 0, 4), 1, 3);
    assertArrayEquals(new byte[] {1, 2, 8, 9}, excerpt.toArray());
  }

  @Test
  void keepsTheFirst64Bytes() {
    byte[] read = new byte[100];
    for (int i = 0; i < read.length; i++) {
      read[i] = (byte) i;
    }
    add(50);
    excerpt.add(ByteView.of(read, 0, 100), 0, 100);
    add(51);
    assertEquals(64, excerpt.toArray().length);
    assertEquals(50, excerpt.toArray()[0]);
    assertArrayEquals(Arrays.copyOf(read, 63), Arrays.copyOfRange(excerpt.toArray(), 1, 64));
  }

  @Test
  void forgetsTheEnd() {
    add(1, 2, 3, 4);
    excerpt.truncate(Long.MAX_VALUE);
    assertEquals(4, excerpt.toArray().length);
    excerpt.truncate(2);
    add(9);
    assertArrayEquals(new byte[] {1, 2, 9}, excerpt.toArray());
  }
}
