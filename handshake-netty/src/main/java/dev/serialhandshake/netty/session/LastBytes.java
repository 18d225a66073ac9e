// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel after the bytes that were written to it. A peer that reads none of them for 10 s
 * does not keep it open: then it closes without them.
 */
public final class LastBytes {
  private static final long PERIOD_SECONDS = 10;

  private final Channel channel;
  private long before;

  private LastBytes(Channel channel) {
    this.channel = channel;
    before = pending();
  }

  /**
   * Closes a channel after the bytes that were written to it before. Returns at once.
   *
   * @param channel a registered channel; may be called on any thread
   */
  public static void thenClose(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    if (channel.isOpen()) {
      channel.eventLoop().execute(() -> new LastBytes(channel).watch());
    }
  }

  private void watch() {
    Future<?> looks =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> looks.cancel(false));
  }

  private void look() {
    long now = pending();
    if (now >= before) {
      channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
    before = now;
  }

  private long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}
