// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Lines that close, handlers that are removed, and connects that fail, in the middle of it. */
class EndOfLineTest {

  private static FailureReason reason(HandshakeHandler handler) {
    return ((HandshakeException) handler.handshakeFuture().cause()).reason();
  }

  @Test
  void channelThatClosesFailsTheHandshakeAndIsForwarded() {
    try (Stage stage = Stage.server()) {
      ChannelFuture queued = stage.write("early");
      stage.channel.unsafe().close(stage.channel.newPromise());
      stage.channel.runPendingTasks();
      assertEquals(
          List.of("failure LINE_CLOSED", "exception LINE_CLOSED", "close", "inactive"),
          stage.events());
      assertSame(stage.handler.handshakeFuture().cause(), queued.cause());
    }
  }

  @Test
  void shutdownOfTheInputFailsTheHandshakeAndIsForwarded() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      assertEquals(
          List.of("failure LINE_CLOSED", "exception LINE_CLOSED", "ChannelInputShutdownEvent"),
          stage.events());
    }
  }

  /** By shutdownInput() of this side: the transport tells it by another event. */
  @Test
  void ownShutdownOfTheInputFailsTheHandshakeWhenTheTransportTells() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
      assertEquals(
          List.of(
              "failure LINE_CLOSED", "exception LINE_CLOSED", "ChannelInputShutdownReadComplete"),
          stage.events());
    }
  }

  /** Nobody can tell it from an exception of the line: so it ends the handshake, as the cause. */
  @Test
  void anIoExceptionOfAHandlerAheadCountsAsTheLines() {
    try (Stage stage = Stage.client()) {
      IOException ofTheHandler = new IOException("cannot decode");
      stage.channel.pipeline().context("front").fireExceptionCaught(ofTheHandler);
      assertEquals(FailureReason.LINE_CLOSED, reason(stage.handler));
      assertSame(ofTheHandler, stage.handler.handshakeFuture().cause().getCause());
    }
  }

  @Test
  void otherUserEventsPass() {
    try (Stage stage = Stage.server()) {
      stage.channel.pipeline().fireUserEventTriggered(5);
      assertEquals(List.of("Integer"), stage.events());
    }
  }

  @Test
  void closeFromBehindAbandonsTheHandshakeWithoutAnException() {
    abandons("close", stage -> stage.behind().close());
  }

  @Test
  void disconnectFromBehindAbandonsTheHandshakeWithoutAnException() {
    abandons("disconnect", stage -> stage.behind().disconnect());
  }

  @Test
  void deregisterFromBehindAbandonsTheHandshakeWithoutAnException() {
    abandons("deregister", stage -> stage.behind().deregister());
  }

  private static void abandons(String operation, Consumer<Stage> order) {
    EmbeddedChannel canDisconnect = new EmbeddedChannel(true, true);
    try (Stage stage = new Stage(HandshakeHandler.server(), canDisconnect).play()) {
      ChannelFuture queued = stage.write("early");
      order.accept(stage);
      stage.channel.runPendingTasks();
      List<String> events = stage.events();
      assertEquals("failure ABANDONED", events.get(0));
      assertTrue(events.contains(operation), events.toString());
      assertEquals(0, events.stream().filter(e -> e.startsWith("exception")).count());
      assertEquals(FailureReason.ABANDONED, reason(stage.handler));
      assertSame(stage.handler.handshakeFuture().cause(), queued.cause());
    }
  }

  @Test
  void connectThatFailsFailsTheHandshake() {
    try (Stage stage = Stage.client()) {
      ChannelFuture queued = stage.write("early");
      stage.recorder.take();
      ChannelFuture connected = stage.behind().connect(new InetSocketAddress(0));
      assertFalse(connected.isSuccess());
      assertEquals(
          List.of("connect", "failure LINE_CLOSED", "exception LINE_CLOSED", "close", "inactive"),
          stage.events());
      assertTrue(stage.handler.handshakeFuture().cause().getCause() instanceof ConnectException);
      assertSame(stage.handler.handshakeFuture().cause(), queued.cause());
    }
  }

  @Test
  void connectThatIsCancelledIsCancelledForTheTransport() {
    HandshakeHandler handler = HandshakeHandler.client();
    Recorder recorder = new Recorder();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void connect(
                  ChannelHandlerContext ctx,
                  SocketAddress remote,
                  SocketAddress local,
                  ChannelPromise promise) {
                promise.addListener(f -> recorder.note("cancelled " + f.isCancelled()));
              }
            },
            handler,
            recorder.new Behind());
    channel.pipeline().connect(new InetSocketAddress(0)).cancel(false);
    assertEquals(
        List.of("failure LINE_CLOSED", "exception LINE_CLOSED", "inactive", "cancelled true"),
        recorder.take());
    channel.finishAndReleaseAll();
  }

  @Test
  void closeBeforeTheChannelIsActiveFailsFutureAndQueue() {
    HandshakeHandler handler = HandshakeHandler.client();
    EmbeddedChannel channel = new EmbeddedChannel(false, false);
    channel.pipeline().addLast(handler, new ChannelInboundHandlerAdapter());
    assertFalse(handler.handshakeFuture().isDone());
    try {
      channel.register();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    ChannelFuture queued = channel.write(Peer.buffer("early"));
    channel.close();
    assertEquals(FailureReason.ABANDONED, reason(handler));
    assertSame(handler.handshakeFuture().cause(), queued.cause());
    channel.finishAndReleaseAll();
  }

  @Test
  void earlyRemovalFailsFutureAndQueueAndForwardsNoNoise() {
    try (Stage stage = Stage.server()) {
      ByteBuf early = Peer.buffer("early");
      ChannelFuture queued = stage.behind().write(early);
      stage.sends(Peer.ascii("noise"));
      stage.channel.pipeline().remove(stage.handler);
      assertEquals(FailureReason.ABANDONED, reason(stage.handler));
      assertSame(stage.handler.handshakeFuture().cause(), queued.cause());
      assertEquals(0, early.refCnt());
      assertEquals(List.of("gone", "failure ABANDONED", "active"), stage.events());
      stage.sends(Peer.ascii("plain"));
      assertEquals(List.of("read plain", "readComplete"), stage.events());
      assertTrue(stage.channel.isOpen());
    }
  }

  @Test
  void removalByAListenerOfSuccessLosesNothing() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.write("one");
      stage
          .handler
          .handshakeFuture()
          .addListener(
              f -> {
                stage.channel.pipeline().remove(stage.handler);
                stage.writeAndFlush("two");
              });
      stage.sends(Peer.bytes(0x06), Peer.ascii("SSH"));
      assertEquals(
          List.of(
              "gone",
              "success",
              "active",
              "write one",
              "write two",
              "flush",
              "read SSH",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void replacementByAListenerOfSuccessSeesTheLeftovers() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage
          .handler
          .handshakeFuture()
          .addListener(
              f ->
                  stage
                      .channel
                      .pipeline()
                      .replace(
                          stage.handler,
                          "ssh",
                          new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                              stage.recorder.note("replacement reads");
                              ctx.fireChannelRead(message);
                            }
                          }));
      stage.sends(Peer.bytes(0x06), Peer.ascii("SSH"));
      assertEquals(
          List.of("gone", "success", "active", "replacement reads", "read SSH", "readComplete"),
          stage.events());
    }
  }
}
