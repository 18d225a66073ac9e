// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.core.internal.Wire;

/** A frame of up to three bytes, as a number. Most frames are never needed as an array. */
final class Frame {

  static final int NONE = 0;

  private static final int LENGTH_SHIFT = 24;

  private Frame() {}

  private static int of(int only) {
    return (1 << LENGTH_SHIFT) | (only & 0xff);
  }

  private static int of(int first, int second) {
    return (2 << LENGTH_SHIFT) | ((first & 0xff) << 8) | (second & 0xff);
  }

  private static int of(int first, int second, int third) {
    return (3 << LENGTH_SHIFT) | ((first & 0xff) << 16) | ((second & 0xff) << 8) | (third & 0xff);
  }

  static int syn(int nonce) {
    return of(Wire.SYN, nonce);
  }

  static int fillerAndSyn(int nonce) {
    return of(Wire.FILLER, Wire.SYN, nonce);
  }

  static int synAck(int clientNonce, int serverNonce) {
    return of(Wire.ACK, Wire.acknowledge(clientNonce), serverNonce);
  }

  static int ack(int serverNonce) {
    return of(Wire.ACK, Wire.acknowledge(serverNonce));
  }

  static int finalAck() {
    return of(Wire.ACK);
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
