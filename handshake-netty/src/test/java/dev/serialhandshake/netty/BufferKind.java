// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The kinds of buffers that may come out of a transport or a handler in front. */
enum BufferKind {
  HEAP {
    @Override
    ByteBuf of(byte[] bytes) {
      return ALLOC.heapBuffer(bytes.length).writeBytes(bytes);
    }
  },
  DIRECT {
    @Override
    ByteBuf of(byte[] bytes) {
      return ALLOC.directBuffer(bytes.length).writeBytes(bytes);
    }
  },
  COMPOSITE {
    @Override
    ByteBuf of(byte[] bytes) {
      int half = bytes.length / 2;
      return ALLOC
          .compositeBuffer()
          .addComponent(true, ALLOC.heapBuffer().writeBytes(bytes, 0, half))
          .addComponent(true, ALLOC.directBuffer().writeBytes(bytes, half, bytes.length - half));
    }
  },
  READ_ONLY {
    @Override
    ByteBuf of(byte[] bytes) {
      return DIRECT.of(bytes).asReadOnly();
    }
  },
  SLICED {
    @Override
    ByteBuf of(byte[] bytes) {
      ByteBuf whole = ALLOC.buffer().writeByte(0x06).writeBytes(bytes).writeByte(0x06);
      whole.skipBytes(1);
      ByteBuf slice = whole.readRetainedSlice(bytes.length);
      whole.release();
      return slice;
    }
  };

  private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

  /** A buffer with one reference, the caller's. */
  abstract ByteBuf of(byte[] bytes);
}
