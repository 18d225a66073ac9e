// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Application bytes that come in with the last frame, and what comes in while those wait. */
class LeftoversTest {

  private static final byte[] FINAL_ACK = Peer.bytes(0x06);

  @Test
  void leftoversBeginAtIndexZero() {
    // MINA SSHD's adapter reads from there, wherever the reader index is.
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
              ByteBuf read = (ByteBuf) message;
              stage.recorder.note(read.readerIndex() + " " + (char) read.getByte(0));
              read.release();
            }
          });
      stage.upToFinalAck().sends(FINAL_ACK, Peer.ascii("SSH"));
      assertEquals(List.of("0 S"), stage.events());
    }
  }

  @Test
  void handlerThatIsAddedWhenTheEventComesSeesEveryLeftoverByte() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
              ctx.pipeline().replace(this, "ssh", stage.recorder.new Behind());
            }
          });
      stage.upToFinalAck().sends(FINAL_ACK, Peer.ascii("SSH-2.0-x\r\n"));
      assertEquals(
          List.of("active", "gone", "read 5353482d322e302d780d0a", "readComplete"), stage.events());
    }
  }

  @Test
  void handlerThatIsAddedByTheListenerOfAQueuedWriteSeesTheLeftovers() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.channel.pipeline().addLast("handshake", stage.handler);
      stage
          .channel
          .writeAndFlush(Peer.buffer("early"))
          .addListener(f -> stage.channel.pipeline().addLast(stage.recorder.new Behind()));
      stage.upToFinalAck().sends(FINAL_ACK, Peer.ascii("SSH"));
      assertEquals(List.of("read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void whatComesInDuringTheSuccessEventQueuesBehindTheLeftovers() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage
          .handler
          .handshakeFuture()
          .addListener(
              f -> {
                stage.channel.pipeline().fireChannelRead(Peer.buffer("second"));
                stage.channel.pipeline().fireChannelRead(Peer.buffer("third"));
                stage.channel.pipeline().fireChannelReadComplete();
                stage.channel.pipeline().fireUserEventTriggered(5);
              });
      stage.sends(FINAL_ACK, Peer.ascii("first"));
      assertEquals(
          List.of(
              "success",
              "active",
              "read first",
              "read second",
              "read third",
              "readComplete",
              "gone",
              "Integer",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void whatComesInWhileLeftoversAreReadQueuesBehindThem() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(
          stage.recorder.new Behind() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
              if (((ByteBuf) message).getByte(0) == '1') {
                ctx.pipeline().fireChannelRead(Peer.buffer("3"));
              }
              super.channelRead(ctx, message);
            }
          });
      stage.upToFinalAck();
      stage
          .handler
          .handshakeFuture()
          .addListener(f -> stage.channel.pipeline().fireChannelRead(Peer.buffer("2")));
      stage.sends(FINAL_ACK, Peer.ascii("1"));
      assertEquals(
          List.of("success", "active", "read 1", "read 2", "gone", "read 3", "readComplete"),
          stage.events());
    }
  }

  /** A line whose far end answers within each flush of the application. */
  private static Stage whereAFlushBringsInAnAnswer() {
    Stage stage = Stage.client().upToFinalAck();
    stage
        .channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                ctx.flush();
                ctx.fireChannelRead(Peer.buffer("answer"));
              }
            });
    return stage;
  }

  private static List<String> reads(Stage stage) {
    return stage.events().stream().filter(event -> event.startsWith("read ")).toList();
  }

  @Test
  void whatEveryFlushOfAChainBringsInComesAfterTheLeftovers() {
    try (Stage stage = whereAFlushBringsInAnAnswer()) {
      int[] written = {0};
      stage
          .writeAndFlush("early")
          .addListener(
              new ChannelFutureListener() {
                @Override
                public void operationComplete(ChannelFuture done) {
                  if (++written[0] < 40) {
                    stage.writeAndFlush("again").addListener(this);
                  }
                }
              });
      stage.sends(FINAL_ACK, Peer.ascii("first"));
      List<String> reads = reads(stage);
      assertEquals("read first", reads.get(0));
      assertEquals(41, reads.size());
    }
  }

  @Test
  void whoeverRemovesTheHandlerAtItsSuccessStillReadsTheLeftoversFirst() {
    try (Stage stage = whereAFlushBringsInAnAnswer()) {
      stage.writeAndFlush("early");
      stage
          .handler
          .handshakeFuture()
          .addListener(f -> stage.channel.pipeline().remove(stage.handler));
      stage.sends(FINAL_ACK, Peer.ascii("first"));
      assertEquals(List.of("read first", "read answer"), reads(stage));
      assertEquals("early", new String(Peer.written(stage.channel), US_ASCII));
    }
  }

  @Test
  void closingWhileLeftoversWaitIsToldAfterThem() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage
          .handler
          .handshakeFuture()
          .addListener(f -> stage.channel.pipeline().fireChannelInactive());
      stage.sends(FINAL_ACK, Peer.ascii("first"));
      assertEquals(
          List.of("success", "active", "read first", "gone", "inactive", "readComplete"),
          stage.events());
    }
  }

  @Test
  void firstByteThatConfirmsBelongsToTheApplication() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().clientBegins(ClientBegins.TEXT)).build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.sends(Peer.ackForServer(stage.channel));
      assertFalse(stage.handler.handshakeFuture().isDone());
      stage.recorder.take();
      stage.sends(Peer.ascii("SSH-2.0"));
      assertEquals(
          List.of("success", "active", "gone", "read SSH-2.0", "readComplete"), stage.events());
    }
  }

  @Test
  void messagesOfOtherTypesPassUntouched() {
    try (Stage stage = Stage.client()) {
      stage.recorder.take();
      stage.channel.writeInbound("a string");
      assertEquals(List.of("read a string", "readComplete"), stage.events());
      stage.sends(Peer.ascii("noise"));
      assertEquals(List.of(), stage.events());
    }
  }

  @Test
  void garbageIsReleasedAndNotForwarded() {
    try (Stage stage = Stage.server()) {
      ByteBuf noise = Peer.buffer("noise");
      stage.channel.writeInbound(noise);
      assertEquals(0, noise.refCnt());
      assertEquals(List.of(), stage.events());
    }
  }
}
