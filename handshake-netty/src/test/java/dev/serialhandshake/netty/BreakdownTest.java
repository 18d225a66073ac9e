// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Something throws that should not: memory is out, an observer or a logger is broken. */
class BreakdownTest {

  private static final class Broken extends OutOfMemoryError {
    private static final long serialVersionUID = 1;
  }

  /** Throws at its n-th call, once. */
  private static final class Fuse {
    private final Broken broken = new Broken();
    private int calls;

    Fuse(int calls) {
      this.calls = calls;
    }

    void call() {
      if (--calls == 0) {
        throw broken;
      }
    }
  }

  /** A part that the handshake calls; throws when the fuse says so. */
  enum Part {
    ALLOCATOR {
      @Override
      Stage stage(Fuse fuse) {
        Stage stage = connecting(Stage.settings().build());
        stage.channel.config().setAllocator(allocator(fuse));
        return stage;
      }
    },
    RANDOM {
      @Override
      Stage stage(Fuse fuse) {
        RandomGenerator random =
            () -> {
              fuse.call();
              return 1;
            };
        return connecting(HandshakeHandlerSettings.builder().random(random).build());
      }
    },
    OBSERVER {
      @Override
      Stage stage(Fuse fuse) {
        HandshakeObserver observer =
            new HandshakeObserver() {
              @Override
              public void frameSent(Step step, byte[] frame) {
                fuse.call();
              }
            };
        return connecting(Stage.settings().observer(observer).build());
      }
    };

    abstract Stage stage(Fuse fuse);
  }

  /** Becomes active when all handlers are there, as a channel that connects. */
  private static Stage connecting(HandshakeHandlerSettings settings) {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          public boolean isActive() {
            return super.isActive() && pipeline().get("behind") != null;
          }
        };
    return new Stage(HandshakeHandler.client(settings), channel);
  }

  /** As the default, but for the fuse: every buffer that is asked for counts. */
  private static ByteBufAllocator allocator(Fuse fuse) {
    return (ByteBufAllocator)
        Proxy.newProxyInstance(
            BreakdownTest.class.getClassLoader(),
            new Class<?>[] {ByteBufAllocator.class},
            (proxy, method, arguments) -> {
              fuse.call();
              return method.invoke(ByteBufAllocator.DEFAULT, arguments);
            });
  }

  static Stream<Arguments> partsAndCalls() {
    return Stream.of(Part.values())
        .flatMap(part -> Stream.of(1, 2, 3).map(call -> Arguments.of(part, call)));
  }

  /** The first call is at channelActive, the others on the timer. */
  @ParameterizedTest
  @MethodSource("partsAndCalls")
  void whateverIsThrownEndsTheHandshakeWithThatCause(Part part, int call) {
    Fuse fuse = new Fuse(call);
    try (Stage stage = part.stage(fuse)) {
      CompletableFuture<ChannelFuture> written = new CompletableFuture<>();
      stage.play(
          stage.recorder.new Behind() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
              written.complete(ctx.write(Peer.buffer("early")));
            }
          });
      ChannelFuture early = written.getNow(null);
      for (int i = 0; i < 40; i++) {
        stage.advance(Duration.ofSeconds(5));
      }
      assertTrue(stage.handler.handshakeFuture().isDone());
      assertSame(fuse.broken, stage.handler.handshakeFuture().cause().getCause());
      assertSame(stage.handler.handshakeFuture().cause(), early.cause());
      assertFalse(stage.channel.isOpen());
      assertEquals(1, stage.events().stream().filter(e -> e.startsWith("exception")).count());
    }
  }

  @Test
  void anObserverThatThrowsWhenItReadsEndsTheHandshake() {
    Fuse fuse = new Fuse(1);
    HandshakeObserver observer =
        new HandshakeObserver() {
          @Override
          public void frameReceived(Step step, byte[] frame, long discardedBefore) {
            fuse.call();
          }
        };
    HandshakeHandlerSettings settings = Stage.settings().observer(observer).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      ByteBuf synAck = Peer.buffer(Peer.synAckFor(Peer.written(stage.channel)));
      stage.channel.writeInbound(synAck);
      assertSame(fuse.broken, stage.handler.handshakeFuture().cause().getCause());
      assertEquals(0, synAck.refCnt());
    }
  }

  /** An observer that throws at every change of state throws at the failure too. */
  @Test
  void anObserverThatThrowsAtTheFailureDoesNotKeepItBack() {
    HandshakeObserver observer =
        new HandshakeObserver() {
          @Override
          public void stateChanged(State from, State to) {
            throw new IllegalStateException("at every change");
          }
        };
    try (Stage stage = connecting(Stage.settings().observer(observer).build()).play()) {
      assertTrue(stage.handler.handshakeFuture().isDone());
      assertFalse(stage.channel.isOpen());
    }
  }

  private static final class BrokenLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(HandshakeHandler.class.getName());

    BrokenLog() {
      logger.addHandler(this);
      logger.setLevel(java.util.logging.Level.FINE);
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getMessage().contains(" client ")) { // the line that tells the end
        throw new IllegalStateException("no space left on the log's device");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(null);
    }
  }

  @Test
  void aLoggerThatThrowsHarmsNoSuccess() {
    try (BrokenLog broken = new BrokenLog();
        Stage stage = Stage.client().upToFinalAck()) {
      stage.sends(Peer.bytes(0x06), Peer.ascii("SSH"));
      assertTrue(stage.handler.handshakeFuture().isSuccess(), "with " + broken.logger.getName());
      assertEquals(
          List.of("success", "active", "gone", "read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void aLoggerThatThrowsHarmsNoFailure() {
    try (BrokenLog broken = new BrokenLog();
        Stage stage = Stage.client()) {
      stage.recorder.take();
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      assertTrue(stage.handler.handshakeFuture().isDone(), "with " + broken.logger.getName());
      assertEquals(
          List.of("failure LINE_CLOSED", "exception LINE_CLOSED", "close", "inactive"),
          stage.events());
    }
  }

  @Test
  void anObserverMayBringBytesIntoAnotherHandshake() {
    EmbeddedChannel other = new EmbeddedChannel(HandshakeHandler.server());
    HandshakeObserver observer =
        new HandshakeObserver() {
          @Override
          public void stateChanged(State from, State to) {
            other.writeInbound(Peer.buffer("noise"));
          }
        };
    HandshakeHandlerSettings settings = Stage.settings().observer(observer).build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.sends(Peer.bytes(0x16, 0xb0));
      Peer.written(stage.channel);
      stage.advance(Duration.ofSeconds(2));
      stage.sends(Peer.bytes(0x16, 0xb4));
      byte[] synAck = Peer.written(stage.channel);
      assertEquals((byte) 0xb5, synAck[1]);
    }
    other.finishAndReleaseAll();
  }
}
