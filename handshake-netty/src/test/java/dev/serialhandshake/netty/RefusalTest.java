// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.netty.testing.Loops;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipelines in which there can be no handshake. */
class RefusalTest {

  @RegisterExtension final Loops loops = new Loops();

  private static final long DEADLINE_SECONDS = 30;

  private static HandshakeException failure(HandshakeHandler handler) throws InterruptedException {
    assertTrue(handler.handshakeFuture().await(DEADLINE_SECONDS, TimeUnit.SECONDS));
    return (HandshakeException) handler.handshakeFuture().cause();
  }

  @Test
  void aChannelThatIsClosedAlreadyFailsTheHandshakeAtOnce() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.close().sync();
    HandshakeHandler handler = HandshakeHandler.client();
    Recorder recorder = new Recorder();
    channel.pipeline().addLast("behind", recorder.new Behind());
    channel.pipeline().addBefore("behind", null, handler);
    assertEquals(FailureReason.LINE_CLOSED, failure(handler).reason());
    assertEquals(
        java.util.List.of("failure LINE_CLOSED", "exception LINE_CLOSED"), recorder.take());
  }

  @Test
  void aChannelThatAcceptsOthersIsRefusedAndStaysOpen() throws Exception {
    EventLoopGroup group = loops.local();
    HandshakeHandler handler = HandshakeHandler.server();
    Channel listener =
        new ServerBootstrap()
            .group(group)
            .channel(LocalServerChannel.class)
            .childHandler(new ChannelInboundHandlerAdapter())
            .bind(LocalAddress.ANY)
            .sync()
            .channel();
    listener.pipeline().addLast(handler).addLast(new Swallows());
    String message = failure(handler).getCause().getMessage();
    assertTrue(message.contains("use childHandler"), message);
    // The future is told first, the handler leaves after that: both in one task of the loop.
    listener.eventLoop().submit(() -> {}).sync();
    assertNull(listener.pipeline().get(HandshakeHandler.class));
    assertTrue(listener.isOpen());
  }

  private static final class Swallows extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }

  /** Adds a handler with an executor of its own, which Netty has deprecated, but has. */
  private static final class OnItsOwn extends ChannelInitializer<Channel> {
    private final EventExecutorGroup executor;
    private final HandshakeHandler handler;
    private final CompletableFuture<Throwable> told = new CompletableFuture<>();

    OnItsOwn(EventExecutorGroup executor, HandshakeHandler handler) {
      this.executor = executor;
      this.handler = handler;
    }

    @Override
    @SuppressWarnings("deprecation") // deprecated, but still there for applications to call
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(executor, handler);
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                  told.complete(cause);
                }
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExecutorOfItsOwnIsRefusedAndTheLineIsClosed(SocketKind kind) throws Exception {
    EventExecutorGroup own = loops.ending(new DefaultEventExecutorGroup(1));
    OnItsOwn far = new OnItsOwn(own, HandshakeHandler.server());
    try (TestLine line = TestLine.on(kind).open(new Swallows(), far)) {
      String message = failure(far.handler).getCause().getMessage();
      assertTrue(message.contains("without an executor of its own"), message);
      assertTrue(line.far.closeFuture().await(DEADLINE_SECONDS, TimeUnit.SECONDS));
    }
  }

  @Test
  void anExecutorOfItsOwnLeavesALineOpenThatAFailureWouldNotClose() throws Exception {
    EventExecutorGroup own = loops.ending(new DefaultEventExecutorGroup(1));
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    OnItsOwn far = new OnItsOwn(own, HandshakeHandler.server(settings));
    try (TestLine line = TestLine.on(SocketKind.NIO_TCP).open(new Swallows(), far)) {
      assertTrue(far.told.get(DEADLINE_SECONDS, TimeUnit.SECONDS) != null);
      assertTrue(line.far.isOpen());
      assertFalse(far.handler.handshakeFuture().isSuccess());
    }
  }
}
