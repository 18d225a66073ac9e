// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;

/**
 * What bytes are copied through between a buffer of Netty's and a link: one for each thread. A view
 * of the buffer would be an object for each frame. It is not used across a call of anybody else.
 */
final class Piece {

  private static final int LENGTH = 4096;

  private static final FastThreadLocal<Piece> PIECES =
      new FastThreadLocal<>() {
        @Override
        protected Piece initialValue() {
          return new Piece();
        }
      };

  private final byte[] array = new byte[LENGTH];
  private final ByteBuffer bytes = ByteBuffer.wrap(array);

  private Piece() {}

  /** That of the calling thread. */
  static Piece get() {
    return PIECES.get();
  }

  /**
   * Takes bytes out of a buffer.
   *
   * @param most how many at the most; there may be fewer
   */
  ByteBuffer readFrom(ByteBuf from, int most) {
    int count = Math.min(Math.min(from.readableBytes(), most), LENGTH);
    from.readBytes(array, 0, count);
    return bytes.clear().limit(count);
  }

  /** To be filled; {@link #writeTo} takes it from there. */
  ByteBuffer toFill() {
    return bytes.clear();
  }

  /** Adds to a buffer what {@link #toFill} was filled with. */
  ByteBuf writeTo(ByteBuf to) {
    return to.writeBytes(array, 0, bytes.position());
  }
}
