// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The far end of a {@link TestLine}, played by hand: answers a client's SYN and ACK, sends the
 * final ACK and the first text in one write, and keeps what the application of the near end writes.
 */
final class HandPlayedServer extends ChannelInboundHandlerAdapter {

  private static final long DEADLINE_SECONDS = 30;

  private final String[] says;
  private final CompletableFuture<String> heardAll = new CompletableFuture<>();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private int taken;
  private boolean acknowledged;

  /** Says the first text with the last frame, and each of the others in a write of its own. */
  HandPlayedServer(String... says) {
    this.says = says;
  }

  /** What the application of the near end has written when it closes the line. */
  String heardUntilTheEnd() throws Exception {
    return heardAll.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf read = (ByteBuf) message;
    heard.writeBytes(ByteBufUtil.getBytes(read));
    read.release();
    byte[] all = heard.toByteArray();
    if (taken == 0 && all.length >= 2) {
      taken = 2;
      write(ctx, Peer.synAckFor(new byte[] {all[0], all[1]}));
    }
    if (taken == 2 && all.length >= 4) {
      taken = 4;
      acknowledged = true;
      ByteBuf last = Peer.buffer(Peer.concat(Peer.bytes(0x06), Peer.ascii(says[0])));
      ctx.write(last).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      for (int i = 1; i < says.length; i++) {
        write(ctx, Peer.ascii(says[i]));
      }
      ctx.flush();
    }
  }

  private static void write(ChannelHandlerContext ctx, byte[] bytes) {
    ctx.writeAndFlush(Peer.buffer(bytes)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    byte[] all = heard.toByteArray();
    heardAll.complete(
        acknowledged
            ? new String(all, taken, all.length - taken, StandardCharsets.US_ASCII)
            : "no handshake");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) {
      ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }
}
