// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ByteViewTest {

  private static final byte[] ARRAY = {1, 2, 3, 4};

  @Test
  void showsAPartOfAnArray() {
    ByteView view = ByteView.of(ARRAY, 1, 2);
    assertEquals(2, view.length());
    assertEquals(2, view.get(0));
    assertEquals(3, view.get(1));
  }

  @Test
  void copiesSomeOfItsBytes() {
    byte[] to = new byte[4];
    ByteView.of(ARRAY, 1, 3).copy(1, to, 2, 2);
    assertArrayEquals(new byte[] {0, 0, 3, 4}, to);
    new FirstBytes(0x0102_0304, 4).copy(2, to, 0, 2);
    assertArrayEquals(new byte[] {3, 4, 3, 4}, to);
  }

  @Test
  void aPartThatIsNotThereIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> ByteView.of(ARRAY, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> ByteView.of(ARRAY, -1, 2));
  }
}
