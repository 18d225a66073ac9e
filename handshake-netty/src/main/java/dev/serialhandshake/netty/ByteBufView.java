// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.ByteView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;

/** The readable bytes of one buffer after the other, without a copy and whatever their kind. */
final class ByteBufView implements ByteView {

  /** One for all handshakes of an event loop, while none of them shows a read. */
  private static final FastThreadLocal<ByteBufView> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected ByteBufView initialValue() {
          return new ByteBufView();
        }
      };

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int offset;
  private int length;
  private boolean inUse;

  /**
   * This thread's view, showing a buffer until {@link #clear}; a new one where this thread's is in
   * use. It is in use when an observer of one handshake brings bytes into another.
   */
  static ByteBufView of(ByteBuf read) {
    ByteBufView view = OF_THREAD.get();
    return (view.inUse ? new ByteBufView() : view).show(read);
  }

  /** Shows a buffer, without a reference count of its own, until {@link #clear}. */
  ByteBufView show(ByteBuf read) {
    buffer = read;
    offset = read.readerIndex();
    length = read.readableBytes();
    inUse = true;
    return this;
  }

  void clear() {
    show(Unpooled.EMPTY_BUFFER).inUse = false;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public byte get(int index) {
    return buffer.getByte(offset + index);
  }

  @Override
  public void copy(int index, byte[] to, int at, int count) {
    buffer.getBytes(offset + index, to, at, count);
  }
}
