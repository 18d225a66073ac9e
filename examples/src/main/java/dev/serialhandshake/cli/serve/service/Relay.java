// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.SessionEnd;
import dev.serialhandshake.netty.session.LastBytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Writes what one channel reads to another channel, no faster than that takes it. When the first
 * closes, the other closes after its last bytes.
 */
final class Relay extends ChannelInboundHandlerAdapter {

  private final Channel other;
  private final String end;

  /**
   * Creates a relay.
   *
   * @param other the channel to write to
   * @param end the reason to note for the other channel when this one closes
   */
  Relay(Channel other, String end) {
    this.other = other;
    this.end = end;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    other.write(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    other.config().setAutoRead(context.channel().isWritable());
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    SessionEnd.because(other, end);
    LastBytes.thenClose(other);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LineChannels.end(context, cause);
  }
}
