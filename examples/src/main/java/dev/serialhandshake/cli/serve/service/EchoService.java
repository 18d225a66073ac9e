// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.LineService;
import dev.serialhandshake.core.ClientBegins;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** {@code --echo}: sends each byte back. */
public final class EchoService implements LineService {

  @Override
  public ChannelHandler sessions() {
    return new Echo();
  }

  @Override
  public ClientBegins clientBegins() {
    return ClientBegins.LATER;
  }

  @Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      // A peer that sends and does not read must not fill our memory.
      context.channel().config().setAutoRead(context.channel().isWritable());
      context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LineChannels.end(context, cause);
    }
  }
}
