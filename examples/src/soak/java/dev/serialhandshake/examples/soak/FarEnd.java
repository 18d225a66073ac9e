// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/** The server's end of a line, opened again whenever it closes. */
final class FarEnd {
  private static final long PAUSE_MILLIS = 200;

  private final Bootstrap bootstrap;
  private volatile Channel channel;
  private volatile boolean closed;

  FarEnd(LineEnd end, EventLoopGroup loops, ChannelHandler handler) {
    bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(end.medium().channel())
            .remoteAddress(end.address())
            .handler(handler);
    open();
  }

  private void open() {
    ChannelFuture opening = bootstrap.connect();
    channel = opening.channel();
    channel.closeFuture().addListener(over -> openLater());
    if (closed) {
      channel.close();
    }
  }

  private void openLater() {
    if (!closed) {
      channel.eventLoop().schedule(this::open, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  void close() {
    closed = true;
    channel.close().awaitUninterruptibly();
  }
}
