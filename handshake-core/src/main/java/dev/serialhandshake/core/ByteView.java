// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.Objects;

/**
 * A read-only view of the bytes of one read. With it a caller passes its own buffer without a copy.
 *
 * <p>The callee uses a view only during the call, so the caller may use its buffer again
 * afterwards.
 */
public interface ByteView {

  /**
   * How many bytes the read brought.
   *
   * @return the number of bytes, not negative
   */
  int length();

  /**
   * One byte.
   *
   * @param index from 0 to {@link #length()} - 1
   * @return the byte there
   */
  byte get(int index);

  /**
   * Copies some bytes.
   *
   * @param index where the first of them is
   * @param to where they go
   * @param offset where in {@code to} the first of them goes
   * @param count how many bytes; the view must have them from {@code index} on
   */
  default void copy(int index, byte[] to, int offset, int count) {
    for (int i = 0; i < count; i++) {
      to[offset + i] = get(index + i);
    }
  }

  /**
   * A view of a part of an array.
   *
   * @param array the bytes; not copied
   * @param offset where the view begins
   * @param length how many bytes it shows
   * @return the view
   */
  static ByteView of(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new ByteView() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public byte get(int index) {
        return array[offset + index];
      }

      @Override
      public void copy(int index, byte[] to, int at, int count) {
        System.arraycopy(array, offset + index, to, at, count);
      }
    };
  }
}
