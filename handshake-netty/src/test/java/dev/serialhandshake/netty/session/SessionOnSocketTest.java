// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static dev.serialhandshake.netty.session.SessionFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on a line that is a real socket, with another thread at work. */
class SessionOnSocketTest {
  @RegisterExtension final Loops loops = new Loops();

  private final EventLoopGroup loop = loops.nio();
  private final BlockingQueue<SessionChannel> sessions = new LinkedBlockingQueue<>();
  private final AtomicLong echoed = new AtomicLong();

  @TempDir Path directory;
  private Channel listener;
  private Channel peer;

  @BeforeEach
  void start() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("line"));
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerDomainSocketChannel.class)
            .childHandler(
                initializer(
                    line ->
                        new SessionLoopHandler(
                            FakeHandshake::new,
                            initializer(
                                session -> {
                                  sessions.add((SessionChannel) session);
                                  return new Echo();
                                }))))
            .bind(address)
            .sync()
            .channel();
    peer =
        new Bootstrap()
            .group(loop)
            .channel(NioDomainSocketChannel.class)
            .handler(initializer(channel -> new Counter()))
            .connect(address)
            .sync()
            .channel();
  }

  @AfterEach
  void stop() throws Exception {
    peer.close().sync();
    listener.close().sync();
  }

  private interface HandlerFactory {
    ChannelInboundHandlerAdapter handlerFor(Channel channel);
  }

  private static ChannelInitializer<Channel> initializer(HandlerFactory factory) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(factory.handlerFor(channel));
      }
    };
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }
  }

  private final class Counter extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      synchronized (echoed) {
        echoed.addAndGet(bytes.readableBytes());
        echoed.notifyAll();
      }
      bytes.release();
    }
  }

  private void awaitEchoed(long count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    synchronized (echoed) {
      while (echoed.get() < count && System.nanoTime() < deadline) {
        echoed.wait(1000);
      }
      assertEquals(count, echoed.get());
    }
  }

  @Test
  void allBytesComeBackInSpiteOfBackPressure() throws Exception {
    int size = 5_000_000;
    peer.write(bytes("!"));
    peer.writeAndFlush(bytes("x".repeat(size)));
    awaitEchoed(size);
  }

  @Test
  void closeFromAnotherThreadAtAnyMomentFreesTheLine() throws Exception {
    Channel line = null;
    for (int i = 0; i < 300; i++) {
      SessionChannel session = null;
      while (session == null) {
        peer.writeAndFlush(bytes("!")); // one that meets the end of a session is lost
        session = sessions.poll(10, TimeUnit.MILLISECONDS);
      }
      peer.writeAndFlush(bytes("x".repeat(3 * i)));
      session.writeAndFlush(bytes("hello"));
      session.close();
      assertTrue(session.closeFuture().await(30, TimeUnit.SECONDS));
      line = line == null ? session.parent() : line;
      assertEquals(line, session.parent());
    }
    assertTrue(line.isActive());
  }
}
