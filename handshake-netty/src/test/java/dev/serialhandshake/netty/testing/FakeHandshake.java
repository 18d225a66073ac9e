// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import dev.serialhandshake.netty.HandshakeCompletionEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/**
 * Behaves towards its pipeline like the handshake of a server: '!' is success, what follows are
 * leftovers; '?' is failure; anything else is garbage.
 */
public final class FakeHandshake extends ChannelDuplexHandler {
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.isReadable()) {
        switch (bytes.readByte()) {
          case '!' -> {
            succeed(ctx, bytes);
            return;
          }
          case '?' ->
              ctx.fireUserEventTriggered(new HandshakeCompletionEvent(new IOException("no peer")));
          default -> {}
        }
      }
    } finally {
      bytes.release();
    }
  }

  private void succeed(ChannelHandlerContext ctx, ByteBuf bytes) {
    ctx.fireUserEventTriggered(new HandshakeCompletionEvent(null));
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
    if (bytes.isReadable()) {
      ctx.fireChannelRead(bytes.readRetainedSlice(bytes.readableBytes()));
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Nobody behind has seen a read.
  }
}
