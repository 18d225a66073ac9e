// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A new handler takes the place of one that has failed and left the channel open. */
class OnceMoreTest {

  private static final byte[] FINAL_ACK = Peer.bytes(0x06);

  private final HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
  private final HandshakeHandler second = HandshakeHandler.client(settings);
  private final Stage stage = new Stage(HandshakeHandler.client(settings));

  /** Replaces the handler when the failure is told, as the documentation shows. */
  private void playUntilTheFirstHasFailed() {
    stage.play(
        stage.recorder.new Behind() {
          @Override
          public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            super.userEventTriggered(ctx, event);
            if (event instanceof HandshakeCompletionEvent end && !end.isSuccess()) {
              ctx.pipeline().replace(HandshakeHandler.class, null, second);
            }
          }
        });
    stage.writeAndFlush("lost");
    stage.recorder.take();
    stage.channel.pipeline().fireExceptionCaught(new IOException("unplugged"));
    Peer.written(stage.channel); // the first SYN
  }

  @Test
  void theExceptionOfTheFirstHandshakeDoesNotFailTheSecond() {
    try (stage) {
      playUntilTheFirstHasFailed();
      assertEquals(
          List.of("failure LINE_CLOSED", "write SYN", "flush", "exception LINE_CLOSED"),
          stage.events());
      assertFalse(second.handshakeFuture().isDone());
    }
  }

  @Test
  void theSecondSucceedsOnTheSameChannelWithTheChannelActiveThatTheFirstHeldBack() {
    try (stage) {
      playUntilTheFirstHasFailed();
      Peer.answerClient(stage.channel);
      stage.writeAndFlush("early");
      stage.recorder.take();
      stage.sends(FINAL_ACK, Peer.ascii("SSH"));
      assertTrue(second.handshakeFuture().isSuccess());
      assertFalse(stage.handler.handshakeFuture().isSuccess());
      assertEquals(
          List.of("success", "active", "write early", "flush", "gone", "read SSH", "readComplete"),
          stage.events());
    }
  }

  @Test
  void theReadThatTheFirstUsedUpIsAskedForAgainAfterTheSecond() {
    stage.channel.config().setAutoRead(false);
    try (stage) {
      stage.play();
      stage.behind().read();
      stage.channel.pipeline().fireExceptionCaught(new IOException("unplugged"));
      stage.channel.pipeline().replace(stage.handler, null, second);
      Peer.written(stage.channel);
      Peer.answerClient(stage.channel);
      stage.recorder.take();
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of("success", "active", "gone", "ask to read", "readComplete"), stage.events());
    }
  }

  @Test
  void bytesBetweenTheTwoAreDiscarded() {
    try (stage) {
      stage.play();
      stage.channel.pipeline().fireExceptionCaught(new IOException("unplugged"));
      stage.recorder.take();
      stage.sends(Peer.ascii("noise"));
      assertEquals(List.of(), stage.events());
    }
  }
}
