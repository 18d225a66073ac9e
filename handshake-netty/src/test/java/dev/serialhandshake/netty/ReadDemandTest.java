// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who asks for reads when auto-read is off, and who is told that a read is complete. */
class ReadDemandTest {

  private static final byte[] FINAL_ACK = Peer.bytes(0x06);

  private static Stage manual(HandshakeHandler handler) {
    Stage stage = new Stage(handler);
    stage.channel.config().setAutoRead(false);
    return stage;
  }

  private static Stage manualClient() {
    return manual(HandshakeHandler.client(Stage.settings().build())).play();
  }

  @Test
  void handshakeReadsForItselfWhenNobodyElseDoes() {
    try (Stage stage = manualClient()) {
      assertEquals(List.of("write SYN", "flush", "ask to read"), stage.events());
      stage.sends(Peer.ascii("noise"));
      assertEquals(List.of("ask to read"), stage.events());
      stage.advance(Duration.ofMillis(50)); // the line is quiet
      stage.sends(Peer.synAckFor(Peer.written(stage.channel)));
      assertEquals(List.of("write ACK", "flush", "ask to read"), stage.events());
    }
  }

  @Test
  void handshakeAsksForNothingWhenTheTransportReadsByItself() {
    try (Stage stage = Stage.client()) {
      stage.recorder.take();
      stage.sends(Peer.ascii("noise"));
      assertEquals(List.of(), stage.events());
    }
  }

  @Test
  void nothingIsReadAfterSuccessWithoutDemand() {
    try (Stage stage = manualClient().upToFinalAck()) {
      stage.sends(FINAL_ACK, Peer.ascii("SSH"));
      assertEquals(
          List.of("success", "active", "gone", "read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void readFromBehindThatTheHandshakeUsedUpIsAskedForAgain() {
    try (Stage stage = manualClient().upToFinalAck()) {
      stage.behind().read();
      stage.recorder.take();
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of("success", "active", "gone", "ask to read", "readComplete"), stage.events());
    }
  }

  @Test
  void readFromBehindIsServedByLeftovers() {
    try (Stage stage = manualClient().upToFinalAck()) {
      stage.behind().read();
      stage.recorder.take();
      stage.sends(FINAL_ACK, Peer.ascii("SSH"));
      assertEquals(
          List.of("success", "active", "gone", "read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void readFromTheSuccessEventIsServedByLeftovers() {
    try (Stage stage = manualClient().upToFinalAck()) {
      stage.handler.handshakeFuture().addListener(f -> stage.behind().read());
      stage.sends(FINAL_ACK, Peer.ascii("SSH"));
      assertEquals(
          List.of("success", "active", "gone", "read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void readAskedForUnderAutoReadIsNotOwed() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.behind().read();
      stage.channel.config().setAutoRead(false);
      stage.sends(FINAL_ACK);
      assertEquals(List.of("success", "active", "gone", "readComplete"), stage.events());
    }
  }

  @Test
  void handshakeReadsOnWhenAutoReadWasSwitchedOff() {
    try (Stage stage = Stage.client()) {
      stage.recorder.take();
      stage.channel.config().setAutoRead(false);
      stage.advance(Duration.ofSeconds(2));
      assertEquals(List.of("write filler SYN", "flush", "ask to read"), stage.events());
    }
  }

  @Test
  void readCompleteIsSuppressedWhileShakingHands() {
    try (Stage stage = Stage.server()) {
      stage.sends(Peer.ascii("noise"));
      stage.sends(Peer.ascii("more noise"));
      assertEquals(List.of(), stage.events());
    }
  }

  @Test
  void readCompleteOfTheReadInProgressFollowsTheLeftoversOnce() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.sendsWithoutEnd(Peer.concat(FINAL_ACK, Peer.ascii("SSH")));
      assertEquals(List.of("success", "active", "gone", "read SSH"), stage.events());
      stage.channel.flushInbound();
      assertEquals(List.of("readComplete"), stage.events());
    }
  }

  @Test
  void completionByTimerForwardsNothingAndTellsOfNoRead() {
    HandshakeHandlerSettings settings =
        Stage.settings(
                HandshakeSettings.builder()
                    .clientBegins(ClientBegins.TEXT)
                    .confirmTimeout(Duration.ofSeconds(7)))
            .build();
    try (Stage stage = manual(HandshakeHandler.server(settings)).play()) {
      stage.sends(Peer.ackForServer(stage.channel));
      assertFalse(stage.handler.handshakeFuture().isDone());
      stage.recorder.take();
      stage.behind().read();
      stage.advance(Duration.ofSeconds(7));
      assertEquals(
          List.of("ask to read", "success", "active", "gone", "ask to read"), stage.events());
    }
  }

  /**
   * A read that the application asks for within a leftover is one read more, not the one before.
   */
  @Test
  void readFromWithinTheLeftoverIsAskedForWhenAnEventWaits() {
    Stage stage = manual(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(stage.recorder.actingAtMessages(ChannelHandlerContext::read));
      stage.upToFinalAck();
      stage
          .handler
          .handshakeFuture()
          .addListener(f -> stage.channel.pipeline().fireUserEventTriggered(5));
      stage.sends(FINAL_ACK, Peer.ascii("SSH"));
      assertEquals(
          List.of(
              "success", "active", "read SSH", "gone", "Integer", "ask to read", "readComplete"),
          stage.events());
    }
  }

  @Test
  void readThatAFailedHandshakeUsedUpIsAskedForAgainWhenTheHandlerIsRemoved() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().maxDiscardedBytes(4))
            .closeOnFailure(false)
            .build();
    Stage stage = manual(HandshakeHandler.server(settings));
    try (stage) {
      stage.play(stage.recorder.actingAtTheEnd(ctx -> ctx.pipeline().remove(stage.handler)));
      stage.behind().read();
      stage.recorder.take();
      stage.sends(Peer.ascii("fourteen bytes"));
      assertEquals(
          List.of(
              "failure TOO_MUCH_GARBAGE",
              "gone",
              "active",
              "ask to read",
              "exception TOO_MUCH_GARBAGE",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void readThatAnAbandonedHandshakeUsedUpIsAskedForAgain() {
    try (Stage stage = manualClient()) {
      stage.behind().read();
      stage.recorder.take();
      stage.channel.pipeline().remove(stage.handler);
      assertEquals(List.of("gone", "failure ABANDONED", "active", "ask to read"), stage.events());
    }
  }
}
