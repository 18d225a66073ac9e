// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** Up to eight bytes in a number, the newest lowest. A handshake on a clean line needs fewer. */
record FirstBytes(long bytes, int length) implements ByteView {

  static final int MOST = Long.BYTES;

  static long append(long bytes, ByteView read, int count) {
    long more = bytes;
    for (int i = 0; i < count; i++) {
      more = (more << 8) | (read.get(i) & 0xff);
    }
    return more;
  }

  @Override
  public byte get(int index) {
    return (byte) (bytes >>> (8 * (length - 1 - index)));
  }
}
