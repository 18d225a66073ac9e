// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoWriteFuture;
import org.jspecify.annotations.Nullable;

/**
 * The last write of a session that ends at once. sshd-netty gives a channel one write at a time,
 * and keeps the next ones until that is done. So a close that does not wait loses the end of what
 * was written, and with it the message that the session ends.
 */
final class LastWrite {

  /**
   * How long a session that is closed at once waits for its line. A line that takes bytes needs
   * less. One that takes none, or is slow and full of earlier output, is given up then.
   */
  static final Duration DEADLINE = Duration.ofSeconds(1);

  private LastWrite() {}

  /**
   * Does something when all that was written has left the channel, or cannot leave it any more. May
   * be called on any thread.
   *
   * @param last the last write that was given to the session; null if all went to the channel
   */
  static void then(ChannelHandlerContext ctx, @Nullable IoWriteFuture last, Runnable next) {
    Runnable flush =
        () -> ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> next.run());
    if (last == null) {
      flush.run();
    } else {
      last.addListener(written -> flush.run());
    }
  }

  /**
   * Closes the channel then, or at the deadline. Where nothing waits and this is called on the
   * event loop, the channel is closed when it returns.
   *
   * @param last the last write that was given to the session; null if all went to the channel
   */
  static void thenClose(ChannelHandlerContext ctx, @Nullable IoWriteFuture last) {
    Runnable close =
        () -> {
          var unused = ctx.close();
        };
    then(ctx, last, close);
    if (ctx.channel().isOpen()) {
      atTheDeadline(ctx, close);
    }
  }

  private static void atTheDeadline(ChannelHandlerContext ctx, Runnable close) {
    try {
      Future<?> deadline =
          ctx.executor().schedule(close, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      ctx.channel().closeFuture().addListener(closed -> deadline.cancel(false));
    } catch (RejectedExecutionException e) {
      close.run(); // The event loop ends, and the channel with it.
    }
  }
}
