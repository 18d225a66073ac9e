// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The floor: writes the frames of a handshake when as many bytes as the peer's frame has are there,
 * whatever they are, and removes itself. No nonces, no checks, no clock, no queue, no report.
 */
final class LengthOnly extends ChannelInboundHandlerAdapter {

  private static final int SYN = 2;
  private static final int SYN_ACK = 3;
  private static final int ACK = 2;
  private static final int FINAL_ACK = 1;

  private final boolean client;
  private final Runnable done;
  private boolean answered;
  private boolean started;
  private int due;

  private LengthOnly(boolean client, Runnable done) {
    this.client = client;
    this.done = done;
    due = client ? SYN_ACK : SYN;
  }

  static LengthOnly client(Runnable done) {
    return new LengthOnly(true, done);
  }

  static LengthOnly server(Runnable done) {
    return new LengthOnly(false, done);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
  }

  private void start(ChannelHandlerContext ctx) {
    if (client && !started) {
      started = true;
      write(ctx, SYN);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf read = (ByteBuf) message;
    due -= read.readableBytes();
    read.release();
    if (due > 0) {
      return;
    }
    if (!answered) {
      answered = true;
      due = client ? FINAL_ACK : ACK;
      write(ctx, client ? ACK : SYN_ACK);
      return;
    }
    if (!client) {
      write(ctx, FINAL_ACK);
    }
    ctx.pipeline().remove(this);
    done.run();
  }

  private static void write(ChannelHandlerContext ctx, int length) {
    ctx.writeAndFlush(ctx.alloc().buffer(length).writeZero(length));
  }
}
