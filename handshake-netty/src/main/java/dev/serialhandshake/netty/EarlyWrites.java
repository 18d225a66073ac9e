// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * What was written before the line was in sync, in order, counted towards {@link
 * io.netty.channel.Channel#isWritable()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a writer learns from the promise it gave
final class EarlyWrites {

  private static final InternalLogger logger = InternalLoggerFactory.getInstance(EarlyWrites.class);

  /** An operation that must not overtake the writes queued before it. */
  enum Operation {
    CLOSE,
    DISCONNECT,
    DEREGISTER
  }

  /** As often as Netty tries to write before it turns to other channels. */
  private static final int MOST_FLUSHES = 16;

  private final ChannelHandlerContext ctx;
  private final PendingWriteQueue queue;
  private final MessageSizeEstimator.Handle estimator;
  private long bytes;
  private boolean flushAsked;

  EarlyWrites(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    queue = new PendingWriteQueue(ctx);
    estimator = ctx.channel().config().getMessageSizeEstimator().newHandle();
  }

  void add(Object message, ChannelPromise promise) {
    bytes += Math.max(0, estimator.size(message));
    queue.add(message, promise);
  }

  void add(Operation operation, ChannelPromise promise) {
    queue.add(operation, promise);
  }

  /** How many bytes were added since this was made. */
  long bytes() {
    return bytes;
  }

  void askFlush() {
    flushAsked = true;
  }

  /**
   * Writes everything and flushes if that was asked for; then what listeners added meanwhile, a few
   * times over.
   *
   * <p>At the end nothing is queued any more. Whoever writes again at each flush, for ever, has his
   * last flush still coming, so that the event loop gets on.
   */
  void drain() {
    writeAll();
    for (int round = 0; flushAsked && round < MOST_FLUSHES; round++) {
      flush();
      writeAll();
    }
  }

  /**
   * Writes everything and flushes nothing. One by one: the write of a listener queues behind what
   * waits already.
   */
  void writeAll() {
    while (!queue.isEmpty()) {
      try {
        if (queue.current() instanceof Operation operation) {
          flush();
          perform(operation, queue.remove());
        } else {
          queue.removeAndWrite();
        }
      } catch (RuntimeException e) {
        // A promise that somebody else completed. Netty has released the message; the rest goes on.
        logger.warn("{} A queued write was dropped", ctx.channel(), e);
      }
    }
  }

  private void perform(Operation operation, ChannelPromise promise) {
    switch (operation) {
      case CLOSE -> ctx.close(promise);
      case DISCONNECT -> ctx.disconnect(promise);
      case DEREGISTER -> ctx.deregister(promise);
    }
  }

  /** Flushes if somebody asked for it. */
  void flush() {
    if (flushAsked) {
      flushAsked = false;
      ctx.flush();
    }
  }

  /** Releases every message and fails every promise that is not done. */
  void fail(Throwable cause) {
    flushAsked = false;
    queue.removeAndFailAll(cause);
    bytes = 0;
  }
}
