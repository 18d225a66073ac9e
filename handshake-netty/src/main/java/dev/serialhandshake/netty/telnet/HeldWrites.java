// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.netty.internal.QueuedWrites;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * The writes that wait until the far end takes data, in order. They count towards {@link
 * io.netty.channel.Channel#isWritable()}.
 */
final class HeldWrites {

  private static final InternalLogger logger = InternalLoggerFactory.getInstance(HeldWrites.class);

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
  boolean drain(BooleanSupplier maySend, BiConsumer<Object, ChannelPromise> writer) {
    while (maySend.getAsBoolean() && !queue.isEmpty()) {
      try {
        QueuedWrites.passFirst(queue, writer);
      } catch (RuntimeException e) {
        // A promise that somebody else completed. Netty has released the message; the rest goes on.
        logger.warn("A queued write was dropped", e);
      }
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
