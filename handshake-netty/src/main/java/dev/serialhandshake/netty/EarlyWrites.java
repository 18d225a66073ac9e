// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.netty.internal.QueuedWrites;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The writes that were made before the line was in sync, in order. They count towards {@link
 * io.netty.channel.Channel#isWritable()}, as in any {@link PendingWriteQueue}.
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

  private record Parked(Object message, ChannelPromise promise) {}

  private PendingWriteQueue queue;

  /** The writes while the channel has no event loop: Netty's queue belongs to one for good. */
  private @Nullable Queue<Parked> parked;

  private boolean flushAsked;

  EarlyWrites(ChannelHandlerContext ctx) {
    queue = new PendingWriteQueue(ctx);
  }

  /** Also queues an {@link Operation}. */
  void add(Object message, ChannelPromise promise) {
    if (parked == null) {
      queue.add(message, promise);
    } else {
      parked.add(new Parked(message, promise));
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** How many bytes wait, with Netty's overhead for each write: a write of 0 bytes counts too. */
  long bytes() {
    return queue.bytes();
  }

  void askFlush() {
    flushAsked = true;
  }

  /**
   * Writes everything, then flushes if that was asked for.
   *
   * <p>One by one: the write of a listener queues after the writes that wait already. The flush
   * comes when nothing waits any more, so that what its listeners write needs no queue.
   */
  void drain(ChannelHandlerContext to) {
    while (!queue.isEmpty()) {
      try {
        writeNext(to);
      } catch (RuntimeException e) {
        // A promise that somebody else completed. Netty has released the message; the rest goes on.
        logger.warn("{} A queued write was dropped", to.channel(), e);
      }
    }
    flush(to);
  }

  private void writeNext(ChannelHandlerContext to) {
    if (queue.current() instanceof Operation operation) {
      ChannelPromise promise = queue.remove();
      flush(to);
      perform(operation, promise, to);
      return;
    }
    QueuedWrites.passFirst(queue, to::write);
  }

  private static void perform(
      Operation operation, ChannelPromise promise, ChannelHandlerContext to) {
    switch (operation) {
      case CLOSE -> to.close(promise);
      case DISCONNECT -> to.disconnect(promise);
      case DEREGISTER -> to.deregister(promise);
    }
  }

  /** Flushes if somebody asked for it. */
  void flush(ChannelHandlerContext to) {
    if (flushAsked) {
      flushAsked = false;
      to.flush();
    }
  }

  /** The channel leaves its event loop. */
  void park() {
    Queue<Parked> kept = new ArrayDeque<>();
    parked = kept;
    while (!queue.isEmpty()) {
      Object message = ReferenceCountUtil.retain(queue.current());
      kept.add(new Parked(message, queue.remove()));
    }
  }

  /** The channel is on an event loop, perhaps another one. */
  void unpark(ChannelHandlerContext ctx) {
    Queue<Parked> kept = parked;
    if (kept != null) {
      parked = null;
      queue = new PendingWriteQueue(ctx);
      kept.forEach(write -> queue.add(write.message(), write.promise()));
    }
  }

  /** Releases every message and fails every promise that is not done. */
  void fail(Throwable cause) {
    flushAsked = false;
    if (parked != null) {
      for (Parked write : parked) {
        ReferenceCountUtil.safeRelease(write.message());
        write.promise().tryFailure(cause);
      }
      parked = null;
    } else {
      queue.removeAndFailAll(cause);
    }
  }
}
