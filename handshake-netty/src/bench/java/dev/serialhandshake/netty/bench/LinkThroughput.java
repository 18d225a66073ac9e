// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Megabytes from one serial channel to another on a pseudo-terminal that has no rate. */
final class LinkThroughput implements Rounds.Load, AutoCloseable {

  private static final int BLOCK = 1 << 16;
  private static final long DEADLINE_SECONDS = 300;

  private final Path folder = Files.createTempDirectory("bench");
  private final PtyPair line = PtyPair.open(folder);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final CompletableFuture<Source> source = new CompletableFuture<>();
  private final Sink sink = new Sink();

  private LinkThroughput(boolean link) throws Exception {
    open(line.a(), HandshakeHandler.server(), link ? server() : sink);
    open(line.b(), HandshakeHandler.client(), link ? client() : new Source());
    source.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  static Figure measure(Effort effort, double least) throws Exception {
    try (LinkThroughput linked = new LinkThroughput(true);
        LinkThroughput plain = new LinkThroughput(false)) {
      return Rounds.of(linked, plain, effort.pick(2, 20), effort.pick(1, 5), effort.pick(3, 21))
          .rate("megabytes through a pty without a rate, over a link", Bar.ratioAtLeast(least));
    }
  }

  private ChannelHandler server() {
    return LinkSessions.server(LinkSettings.defaults(), of(sink)).handler();
  }

  private ChannelHandler client() {
    return LinkSessions.client(LinkSettings.defaults(), of(new Source())).handler();
  }

  private static ChannelInitializer<LinkChannel> of(ChannelHandler handler) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(LinkChannel session) {
        session.pipeline().addLast(handler);
      }
    };
  }

  private void open(String port, ChannelHandler... handlers) throws InterruptedException {
    ChannelInitializer<Channel> all =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(handlers);
          }
        };
    new Bootstrap()
        .group(loops)
        .channel(SerialChannel.class)
        .handler(all)
        .connect(new SerialAddress(port))
        .sync();
  }

  @Override
  public long[] run(int megabytes) throws Exception {
    long[] times = new long[megabytes];
    Source from = source.get();
    for (int i = 0; i < megabytes; i++) {
      long start = System.nanoTime();
      CountDownLatch done = new CountDownLatch(1);
      sink.await(done);
      from.send();
      if (!done.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a megabyte does not arrive");
      }
      times[i] = System.nanoTime() - start;
    }
    return times;
  }

  @Override
  public void close() throws IOException {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    line.close();
    Files.delete(folder);
  }

  /** Sends a megabyte whenever it is asked to. */
  private final class Source extends ChannelInboundHandlerAdapter {
    private final ByteBuf block =
        Unpooled.unreleasableBuffer(Unpooled.directBuffer(BLOCK).writeZero(BLOCK));
    private ChannelHandlerContext context;
    private int left;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      context = ctx;
      source.complete(this);
    }

    void send() {
      context
          .executor()
          .execute(
              () -> {
                left += Processes.MEGA;
                write();
              });
    }

    private void write() {
      while (left > 0 && context.channel().isWritable()) {
        int count = Math.min(left, BLOCK);
        left -= count;
        context.writeAndFlush(block.slice(0, count), context.voidPromise());
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      write();
    }
  }

  /** Counts a megabyte. */
  private static final class Sink extends ChannelInboundHandlerAdapter {
    private volatile CountDownLatch done = new CountDownLatch(0);
    private int left = Processes.MEGA;

    void await(CountDownLatch next) {
      done = next;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf read = (ByteBuf) message;
      left -= read.readableBytes();
      read.release();
      if (left == 0) {
        left = Processes.MEGA;
        done.countDown();
      }
    }
  }
}
