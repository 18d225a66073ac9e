// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.Loops;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody else removes the handler at its success: from any thread, and over every transport. */
class RemovalTest {

  @RegisterExtension final Loops loops = new Loops();

  private static final long DEADLINE_SECONDS = 30;
  private static final String A = "a".repeat(5_000);
  private static final String B = "b".repeat(5_000);
  private static final String C = "c".repeat(5_000);

  /** How an application takes the handler out of the pipeline. */
  enum Way {
    REMOVE {
      @Override
      void take(ChannelHandlerContext ctx, HandshakeHandler handler) {
        ctx.pipeline().remove(handler);
      }
    },
    REPLACE {
      @Override
      void take(ChannelHandlerContext ctx, HandshakeHandler handler) {
        ctx.pipeline().replace(handler, null, new ChannelInboundHandlerAdapter());
      }
    };

    abstract void take(ChannelHandlerContext ctx, HandshakeHandler handler);
  }

  /** Takes the handler out at its success, and collects the text that it reads. */
  private static class Taker extends ChannelInboundHandlerAdapter {
    final HandshakeHandler handler;
    private final Way way;
    private final int length;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final CompletableFuture<String> heard = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    Taker(HandshakeHandler handler, Way way, int length) {
      this.handler = handler;
      this.way = way;
      this.length = length;
    }

    @SuppressWarnings("UnusedVariable") // for those who override it
    void atSuccess(ChannelHandlerContext ctx) {}

    String heard() throws Exception {
      return heard.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof HandshakeCompletionEvent) {
        way.take(ctx, handler);
        taken.complete(null);
        atSuccess(ctx);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf read = (ByteBuf) message;
      text.append(read.toString(StandardCharsets.US_ASCII));
      read.release();
      if (text.length() >= length) {
        heard.complete(text.toString());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      heard.completeExceptionally(cause);
    }
  }

  private static ChannelInitializer<Channel> pipeline(
      EventExecutorGroup executor, boolean autoRead, Taker taker) {
    return new ChannelInitializer<>() {
      @Override
      @SuppressWarnings("deprecation") // deprecated, but still there for applications to call
      protected void initChannel(Channel channel) {
        channel.config().setAutoRead(autoRead);
        channel.pipeline().addLast(taker.handler, new WaitsForTheTaker(taker));
        channel.pipeline().addLast(executor, taker);
      }
    };
  }

  /** Holds the event loop up until another thread has taken the handler out. */
  private static final class WaitsForTheTaker extends ChannelInboundHandlerAdapter {
    private final Taker taker;

    WaitsForTheTaker(Taker taker) {
      this.taker = taker;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      ctx.fireUserEventTriggered(event);
      if (event instanceof HandshakeCompletionEvent) {
        taker.taken.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  static Stream<Arguments> kindsAndWays() {
    return TestLine.kinds()
        .flatMap(kind -> Stream.of(Way.values()).map(way -> Arguments.of(kind, way)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndWays")
  void leftoversArriveWhenAnotherThreadTakesTheHandlerOut(TestLine.Kind kind, Way way)
      throws Exception {
    EventExecutorGroup own = loops.ending(new DefaultEventExecutorGroup(1));
    Taker taker = new Taker(patientClient(), way, 9);
    try (TestLine line =
        kind.open(pipeline(own, true, taker), new HandPlayedServer("one", "two", "six"))) {
      ChannelFuture early = line.near.writeAndFlush(Peer.buffer("early"));
      assertEquals("onetwosix", taker.heard());
      assertTrue(early.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "a write hangs");
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndWays")
  void bytesKeepTheirOrderWhenTheHandlerIsTakenOutAndTheNextReadIsAskedFor(
      TestLine.Kind kind, Way way) throws Exception {
    Taker taker =
        new Taker(patientClient(), way, 15_000) {
          @Override
          void atSuccess(ChannelHandlerContext ctx) {
            ctx.read();
          }
        };
    try (TestLine line = kind.open(pipeline(null, false, taker), new HandPlayedServer(A, B, C))) {
      assertTrue(line.near.isOpen());
      assertEquals(A + B + C, taker.heard());
    }
  }

  /** Where an application closes the channel after it took the handler out. */
  enum Place {
    SUCCESS,
    ACTIVE,
    LEFTOVER
  }

  /**
   * Without serial ports: what a port has not sent when it closes is gone. Without Unix sockets of
   * io_uring: Netty 4.2.18 does not tell the peer of one that was closed right after a write.
   */
  static Stream<Arguments> kindsAndPlaces() {
    return TestLine.kinds()
        .filter(kind -> kind.canHalfClose() || kind.equals(TestLine.on(SocketKind.LOCAL)))
        .filter(kind -> !kind.equals(TestLine.on(SocketKind.IO_URING_UNIX)))
        .flatMap(kind -> Stream.of(Place.values()).map(place -> Arguments.of(kind, place)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndPlaces")
  void aFlushThatWasAskedForComesBeforeAClose(TestLine.Kind kind, Place place) throws Exception {
    Taker taker =
        new Taker(patientClient(), Way.REMOVE, 1) {
          private void closeAt(Place here, ChannelHandlerContext ctx) {
            if (here == place) {
              ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
            }
          }

          @Override
          void atSuccess(ChannelHandlerContext ctx) {
            closeAt(Place.SUCCESS, ctx);
          }

          @Override
          public void channelActive(ChannelHandlerContext ctx) {
            closeAt(Place.ACTIVE, ctx);
          }

          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            closeAt(Place.LEFTOVER, ctx);
          }
        };
    HandPlayedServer far = new HandPlayedServer("leftover");
    CompletableFuture<ChannelFuture> early = new CompletableFuture<>();
    ChannelInitializer<Channel> near =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(taker.handler, taker);
            early.complete(channel.writeAndFlush(Peer.buffer("early")));
          }
        };
    try (TestLine line = kind.open(near, far)) {
      String heard = far.heardUntilTheEnd();
      boolean mayDrop =
          kind.equals(TestLine.on(SocketKind.LOCAL)); // what the peer has not read at the close
      assertTrue(heard.equals("early") || (mayDrop && heard.isEmpty()), heard);
      assertTrue(line.near.closeFuture().await(DEADLINE_SECONDS, TimeUnit.SECONDS));
      assertTrue(early.get().isSuccess(), String.valueOf(early.get().cause()));
    }
  }

  /** Each flush tells the writer, who writes and flushes again: longer than any fixed number. */
  @Test
  void everyFlushOfAChainOfWritesComesBeforeAClose() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(new ClosesAtTheFirstBytes());
      stage.upToFinalAck();
      int[] written = {0};
      stage
          .writeAndFlush("0")
          .addListener(
              new ChannelFutureListener() {
                @Override
                public void operationComplete(ChannelFuture done) {
                  if (++written[0] < 40) {
                    stage.writeAndFlush(Integer.toString(written[0])).addListener(this);
                  }
                }
              });
      stage.sends(Peer.bytes(0x06), Peer.ascii("first"));
      assertEquals(40, written[0]);
      for (int i = 0; i < 40; i++) {
        assertEquals(
            Integer.toString(i),
            new String(Peer.written(stage.channel), StandardCharsets.US_ASCII));
      }
    }
  }

  private static final class ClosesAtTheFirstBytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ((ByteBuf) message).release();
      ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }

  private static HandshakeHandler patientClient() {
    return HandshakeHandler.client(Stage.settings(TransportTest.patient()).build());
  }
}
