// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.internal;

import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BiConsumer;

/** Takes writes out of a queue of Netty's, for handlers that hold writes back. */
public final class QueuedWrites {

  private QueuedWrites() {}

  /**
   * Takes the first write out, and hands it on. A message that somebody else has released is
   * dropped, and its promise fails. On the event loop of the queue only.
   *
   * @param queue not empty
   * @param writer owns the message from here, and completes the promise; what it throws is thrown
   */
  public static void passFirst(PendingWriteQueue queue, BiConsumer<Object, ChannelPromise> writer) {
    Object message = queue.current();
    try {
      ReferenceCountUtil.retain(message); // the line's reference; the queue releases its own
    } catch (IllegalReferenceCountException e) {
      queue.removeAndFail(e);
      return;
    }
    writer.accept(message, queue.remove());
  }
}
