// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What happens within a call of the handler's own: cases 1b, 2a, 2b and 3c of its list. */
class ReentrancyTest {

  private static HandshakeException failure(Stage stage) {
    return (HandshakeException) stage.handler.handshakeFuture().cause();
  }

  /** A peer that answers each frame of a client within the call that writes it. */
  private static final class AnswersAtOnce extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      byte[] frame = ByteBufUtil.getBytes((ByteBuf) message);
      ctx.write(message, promise);
      if (frame.length == 2 && frame[0] == 0x16) {
        ctx.fireChannelRead(Peer.buffer(Peer.synAckFor(frame)));
      } else if (frame.length == 2) {
        ctx.fireChannelRead(Peer.buffer(Peer.concat(Peer.bytes(0x06), Peer.ascii("SSH"))));
        ctx.fireChannelRead(Peer.buffer("more"));
      }
    }
  }

  @Test
  void theAnswerToAFrameMayArriveWithinItsWrite() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.channel.pipeline().addLast(new AnswersAtOnce());
      stage.play();
      List<String> events = stage.events();
      assertTrue(stage.handler.handshakeFuture().isSuccess(), events.toString());
      assertTrue(stage.handlerIsGone());
    }
  }

  @Test
  void anAnswerWithinAWriteKeepsTheOrderOfBytes() {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          public boolean isActive() {
            return super.isActive() && pipeline().get("behind") != null;
          }
        };
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()), channel);
    try (stage) {
      stage.channel.pipeline().addLast(new AnswersAtOnce());
      stage.play();
      assertEquals(
          List.of(
              "write SYN",
              "write ACK",
              "success",
              "active",
              "gone",
              "read SSH",
              "read more",
              "flush",
              "flush"),
          stage.events());
    }
  }

  /** Does something when the client's second SYN is due. */
  private static Stage withAnObserver(Consumer<Stage> action) {
    List<Stage> stages = new ArrayList<>();
    HandshakeObserver observer =
        new HandshakeObserver() {
          private int syns;

          @Override
          public void frameSent(Step step, byte[] frame) {
            if (++syns == 2) {
              action.accept(stages.get(0));
            }
          }
        };
    HandshakeHandlerSettings settings = Stage.settings().observer(observer).build();
    Stage stage = new Stage(HandshakeHandler.client(settings));
    stages.add(stage);
    stage.play();
    stage.writeAndFlush("early");
    stage.recorder.take();
    stage.advance(java.time.Duration.ofSeconds(5));
    return stage;
  }

  @Test
  void noFrameIsWrittenAfterAnObserverRemovedTheHandler() {
    try (Stage stage = withAnObserver(s -> s.channel.pipeline().remove(s.handler))) {
      assertEquals(List.of("gone", "failure ABANDONED", "active"), stage.events());
      assertEquals(FailureReason.ABANDONED, failure(stage).reason());
    }
  }

  @Test
  void noFrameIsWrittenAfterAnObserverClosedTheChannel() {
    try (Stage stage = withAnObserver(s -> s.behind().close())) {
      assertEquals(List.of("close", "inactive"), stage.events()); // and no frame
      assertEquals(FailureReason.ABANDONED, failure(stage).reason());
    }
  }

  @Test
  void anObserverThatFeedsItsOwnHandshakeEndsIt() {
    try (Stage stage =
        withAnObserver(s -> s.channel.pipeline().fireChannelRead(Peer.buffer("noise")))) {
      assertEquals(FailureReason.INTERNAL_ERROR, failure(stage).reason());
      assertInstanceOf(IllegalStateException.class, failure(stage).getCause());
      assertFalse(stage.channel.isOpen());
    }
  }

  @Test
  void bytesThatArriveWithinTheSuccessEventComeAfterChannelActive() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage
          .handler
          .handshakeFuture()
          .addListener(
              f -> {
                stage.channel.pipeline().fireChannelRead(Peer.buffer("one"));
                stage.channel.pipeline().fireChannelRead(Peer.buffer("two"));
              });
      stage.sends(Peer.bytes(0x06));
      assertEquals(
          List.of("success", "active", "read one", "gone", "read two", "readComplete"),
          stage.events());
    }
  }

  @Test
  void whoeverRemovesTheHandoverTooReadsEveryByteInOrder() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(
          stage.recorder.actingAtTheEnd(
              ctx -> {
                while (ctx.pipeline().get(HandshakeHandler.class) != null) {
                  ctx.pipeline().remove(ctx.pipeline().names().get(1));
                }
              }));
      stage.upToFinalAck().writeAndFlush("early");
      stage.sends(Peer.bytes(0x06), Peer.ascii("SSH"));
      assertEquals(
          List.of("success", "active", "write early", "flush", "read SSH"),
          stage.events().stream().filter(e -> !e.equals("gone") && !e.endsWith("ete")).toList());
    }
  }

  /** Begins in handlerAdded where the channel is active, as SslHandler and timeouts do. */
  private static final class BeginsWhenAdded extends ChannelInboundHandlerAdapter {
    private boolean begun;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      begun |= ctx.channel().isActive();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      begun = true;
      ctx.fireChannelActive();
    }
  }

  @Test
  void onAnAcceptedChannelAHandlerThatIsAddedAtTheSuccessBeginsInSync() {
    BeginsWhenAdded early = new BeginsWhenAdded();
    BeginsWhenAdded late = new BeginsWhenAdded();
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
              ctx.pipeline().addLast(late);
            }
          });
      stage.channel.pipeline().addLast(early);
      stage.upToFinalAck();
      assertTrue(early.begun); // too early: the line is not in sync
      assertFalse(late.begun);
      stage.sends(Peer.bytes(0x06));
      assertTrue(late.begun);
    }
  }
}
