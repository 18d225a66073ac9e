// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;

/**
 * The writes that wait until the far end takes data, in order. They count towards {@link
 * io.netty.channel.Channel#isWritable()}.
 */
final class HeldWrites {

  /** Writes one message; owns it, and completes its promise. */
  interface Writer {
    void write(Object message, ChannelPromise promise);
  }

  private final PendingWriteQueue queue;
  private boolean flushAsked;

  HeldWrites(ChannelHandlerContext ctx) {
    queue = new PendingWriteQueue(ctx);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  void add(Object message, ChannelPromise promise) {
    queue.add(message, promise);
  }

  void askFlush() {
    flushAsked = true;
  }

  /**
   * Writes one after the other, since a listener of one may write, close or be told of a
   * suspension.
   *
   * @return whether somebody asked for a flush of what was written
   */
  boolean drain(BooleanSupplier maySend, Writer writer) {
    while (maySend.getAsBoolean() && !queue.isEmpty()) {
      Object message = ReferenceCountUtil.retain(queue.current());
      writer.write(message, queue.remove());
    }
    boolean flush = flushAsked;
    flushAsked = flushAsked && !queue.isEmpty();
    return flush;
  }

  /** Releases every message and fails every promise that is not done. */
  void fail(Throwable cause) {
    flushAsked = false;
    queue.removeAndFailAll(cause);
  }
}
