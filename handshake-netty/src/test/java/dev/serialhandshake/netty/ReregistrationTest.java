// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.Loops;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A handler ahead moves the channel to another event loop in the middle of a handshake. */
class ReregistrationTest {

  @RegisterExtension final Loops loops = new Loops();

  private static final long DEADLINE_SECONDS = 30;

  private final CompletableFuture<Thread> eventThread = new CompletableFuture<>();
  private final HandshakeHandler handler =
      HandshakeHandler.client(Stage.settings(TransportTest.patient()).build());

  private final ChannelInitializer<Channel> near =
      new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          channel.pipeline().addLast("front", new ChannelInboundHandlerAdapter());
          channel
              .pipeline()
              .addLast(
                  handler,
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                      eventThread.complete(Thread.currentThread());
                    }
                  });
        }
      };

  @Test
  void theHandshakeGoesOnOnTheOtherLoopAndHeldWritesAreKept() throws Exception {
    EventLoopGroup other = loops.nio();
    SilentAtFirst far = new SilentAtFirst();
    try (TestLine line = TestLine.on(SocketKind.NIO_TCP).open(near, far)) {
      ChannelFuture early = line.near.writeAndFlush(Peer.buffer("early"));
      far.syn.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      line.near.pipeline().context("front").deregister().sync();
      ChannelFuture later = line.near.writeAndFlush(Peer.buffer("later"));
      assertFalse(handler.handshakeFuture().isDone());
      other.register(line.near).sync();
      CompletableFuture<Thread> listenerThread = new CompletableFuture<>();
      handler
          .handshakeFuture()
          .addListener(done -> listenerThread.complete(Thread.currentThread()));
      far.answer(line.far);
      Thread loop = other.next().submit(Thread::currentThread).get();
      assertEquals(loop, listenerThread.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      assertEquals(loop, eventThread.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      assertTrue(handler.handshakeFuture().isSuccess());
      assertTrue(early.await(DEADLINE_SECONDS, TimeUnit.SECONDS) && early.isSuccess());
      assertTrue(later.await(DEADLINE_SECONDS, TimeUnit.SECONDS) && later.isSuccess());
      line.near.close().sync();
      assertEquals("earlylater", far.played.heardUntilTheEnd());
    }
  }

  /** Keeps the SYN until it is told to answer. */
  private static final class SilentAtFirst extends ChannelInboundHandlerAdapter {
    final CompletableFuture<Object> syn = new CompletableFuture<>();
    final HandPlayedServer played = new HandPlayedServer("");

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      syn.complete(message);
    }

    void answer(Channel far) {
      far.pipeline().replace(this, "played", played);
      far.eventLoop().execute(() -> far.pipeline().fireChannelRead(syn.getNow(null)));
    }
  }

  @Test
  void noAlarmIsLeftOnALoopThatTheChannelHasLeft() throws Exception {
    try (Stage stage = Stage.client()) {
      stage.channel.pipeline().fireChannelUnregistered();
      assertEquals(-1, stage.channel.runScheduledPendingTasks());
      stage.channel.pipeline().fireChannelRegistered();
      assertTrue(stage.channel.runScheduledPendingTasks() > 0);
    }
  }

  @Test
  void aHandshakeThatFailsBetweenTwoLoopsFailsItsHeldWrites() {
    try (Stage stage = Stage.client()) {
      ChannelFuture early = stage.write("early");
      stage.channel.pipeline().fireChannelUnregistered();
      ChannelFuture later = stage.write("later");
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      assertEquals(stage.handler.handshakeFuture().cause(), early.cause());
      assertEquals(stage.handler.handshakeFuture().cause(), later.cause());
    }
  }
}
