// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.netty.HandshakeCompletionEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Behaves towards its pipeline and its peer like a handshake, by two words. */
final class FakeLineHandshake extends ChannelDuplexHandler {
  private static final ByteBuf SYN = Unpooled.copiedBuffer("please", US_ASCII);
  private static final ByteBuf ACK = Unpooled.copiedBuffer("here I am", US_ASCII);
  private final ByteBuf seen = Unpooled.buffer();
  private final boolean client;
  private ScheduledFuture<?> retry;
  private boolean started;

  private FakeLineHandshake(boolean client) {
    this.client = client;
  }

  static FakeLineHandshake client() {
    return new FakeLineHandshake(true);
  }

  static FakeLineHandshake server() {
    return new FakeLineHandshake(false);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (retry != null) {
      retry.cancel(false);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
  }

  private void start(ChannelHandlerContext ctx) {
    if (!started) {
      started = true;
      if (client) {
        retry =
            ctx.executor()
                .scheduleAtFixedRate(() -> send(ctx, SYN), 0, 2000, TimeUnit.MILLISECONDS);
      }
    }
  }

  private static void send(ChannelHandlerContext ctx, ByteBuf token) {
    ctx.writeAndFlush(token.retainedDuplicate());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      seen.writeBytes(bytes);
      ByteBuf expected = client ? ACK : SYN;
      int at = ByteBufUtil.indexOf(expected, seen);
      if (at >= 0) {
        seen.skipBytes(at + expected.readableBytes());
        if (!client) {
          send(ctx, ACK);
        }
        succeed(ctx, seen);
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
      ctx.fireChannelRead(bytes.retain());
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Nobody behind has seen a read.
  }
}
