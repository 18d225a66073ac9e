// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipelineException;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import java.nio.channels.ClosedChannelException;

/** The line that a client's session is to run on. */
@FunctionalInterface
interface LineTarget {
  /** On a channel whose handlers could not be added: why. */
  AttributeKey<Throwable> REFUSED = AttributeKey.valueOf(LineTarget.class, "refused");

  /**
   * Puts a session on the line.
   *
   * @param handler the handler of the session
   * @return done when the line is open, though not yet in sync
   */
  ChannelFuture open(ChannelHandler handler);

  /** Opens a line with the handlers of its own in front of the session. */
  static ChannelFuture open(Bootstrap line, ChannelHandler handler) {
    ChannelHandler first = line.config().handler();
    return line.clone()
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (first != null) {
                  try {
                    channel.pipeline().addLast(first);
                  } catch (ChannelPipelineException e) { // it was used before, and is not sharable
                    channel.attr(REFUSED).set(e);
                    throw e;
                  }
                }
                channel.pipeline().addLast(handler);
              }
            })
        .connect();
  }

  /** Starts on a channel that is active, or about to become so. The session switches reads on. */
  static ChannelFuture start(Channel channel, ChannelHandler handler) {
    ChannelPromise started = channel.newPromise();
    Runnable start =
        () -> {
          if (!channel.isActive()) {
            started.setFailure(new ClosedChannelException());
            return;
          }
          channel.pipeline().addLast(handler);
          started.setSuccess();
        };
    if (channel.eventLoop().inEventLoop()) {
      start.run(); // while the channel is initialized: before it reads anything
    } else {
      channel.eventLoop().execute(start);
    }
    return started;
  }
}
