// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeReport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One end of a {@link TestLine}: noise first, then a handshake, then an application that counts.
 */
final class End extends ChannelInitializer<Channel> {

  private static final long DEADLINE_SECONDS = 30;

  final HandshakeHandler handler;
  final CompletableFuture<Void> inactive = new CompletableFuture<>();

  private final boolean autoRead;
  private final String noise;
  private final String says;
  private final String expects;
  private final CompletableFuture<String> heard = new CompletableFuture<>();

  End(HandshakeHandler handler, boolean autoRead, String noise, String says, String expects) {
    this.handler = handler;
    this.autoRead = autoRead;
    this.noise = noise;
    this.says = says;
    this.expects = expects;
  }

  static End of(HandshakeHandler handler) {
    return new End(handler, true, "", "", "");
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.config().setAutoRead(autoRead);
    channel.pipeline().addLast(new Noise(), handler, new Application());
    channel.writeAndFlush(Peer.buffer(says)); // queued: the line is not in sync
  }

  HandshakeReport report() throws Exception {
    Future<HandshakeReport> future = handler.handshakeFuture();
    assertTrue(future.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "the handshake hangs");
    return future.get();
  }

  Throwable failure() throws InterruptedException {
    Future<HandshakeReport> future = handler.handshakeFuture();
    assertTrue(future.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "the handshake hangs");
    return future.cause();
  }

  String heard() throws Exception {
    return heard.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  void awaitInactive() throws Exception {
    inactive.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Ahead of the first frame, which goes out as soon as the channel is active. */
  private final class Noise extends ChannelInboundHandlerAdapter {
    private boolean made;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (ctx.channel().isActive()) {
        make(ctx);
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      make(ctx);
      ctx.fireChannelActive();
    }

    private void make(ChannelHandlerContext ctx) {
      if (!made) {
        made = true;
        ctx.writeAndFlush(Peer.buffer(noise));
      }
    }
  }

  private final class Application extends ChannelInboundHandlerAdapter {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      readUnlessAuto(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf read = (ByteBuf) message;
      text.append(read.toString(StandardCharsets.US_ASCII));
      read.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (text.length() >= expects.length()) {
        heard.complete(text.toString());
      }
      readUnlessAuto(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      inactive.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      heard.completeExceptionally(cause);
    }

    private void readUnlessAuto(ChannelHandlerContext ctx) {
      if (!autoRead) {
        ctx.read();
      }
    }
  }
}
