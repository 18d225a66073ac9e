// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** A frame of up to three bytes as a number, since most frames are never asked for as an array. */
final class Frame {

  static final int NONE = 0;

  private static final int LENGTH_SHIFT = 24;

  private Frame() {}

  static int of(int only) {
    return (1 << LENGTH_SHIFT) | (only & 0xff);
  }

  static int of(int first, int second) {
    return (2 << LENGTH_SHIFT) | ((first & 0xff) << 8) | (second & 0xff);
  }

  static int of(int first, int second, int third) {
    return (3 << LENGTH_SHIFT) | ((first & 0xff) << 16) | ((second & 0xff) << 8) | (third & 0xff);
  }

  static int length(int frame) {
    return frame >>> LENGTH_SHIFT;
  }

  /** From 0 to 255. */
  static int at(int frame, int index) {
    return (frame >>> (8 * (length(frame) - 1 - index))) & 0xff;
  }

  /** All but the first byte; of one byte, {@link #NONE}. */
  static int behindFirst(int frame) {
    int rest = length(frame) - 1;
    return (rest << LENGTH_SHIFT) | (frame & ((1 << (8 * rest)) - 1));
  }

  static byte[] toArray(int frame) {
    byte[] bytes = new byte[length(frame)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) at(frame, i);
    }
    return bytes;
  }
}
