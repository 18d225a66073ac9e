// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens at the end of a handshake, in which order, and how often. */
class HandshakeOrderTest {

  private static final byte[] FINAL_ACK = Peer.bytes(0x06);

  @Test
  void successIsToldInOrder() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.handler.handshakeFuture().addListener(f -> stage.recorder.note("future"));
      stage.write("one").addListener(f -> stage.recorder.note("one written"));
      stage.writeAndFlush("two");
      assertEquals(List.of(), stage.events());
      stage.sends(FINAL_ACK, Peer.ascii("SSH-2.0"));
      assertEquals(
          List.of(
              "future",
              "success",
              "active",
              "write one",
              "write two",
              "flush",
              "one written",
              "gone",
              "read SSH-2.0",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void serverSendsItsLastFrameAheadOfQueuedWrites() {
    try (Stage stage = Stage.server()) {
      byte[] ack = Peer.ackForServer(stage.channel);
      stage.writeAndFlush("SSH-2.0");
      stage.recorder.take();
      stage.sends(ack);
      assertEquals(
          List.of(
              "write FINAL_ACK",
              "flush",
              "success",
              "active",
              "write SSH-2.0",
              "flush",
              "gone",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void failureIsToldInOrderAndOnceEach() {
    try (Stage stage = Stage.client()) {
      stage.handler.handshakeFuture().addListener(f -> stage.recorder.note("future"));
      stage.writeAndFlush("early").addListener(f -> stage.recorder.note("early failed"));
      stage.recorder.take();
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      stage.channel.runPendingTasks();
      assertEquals(
          List.of(
              "early failed",
              "future",
              "failure LINE_CLOSED",
              "exception LINE_CLOSED",
              "close",
              "inactive"),
          stage.events());
      stage.advance(Duration.ofMinutes(5));
      assertEquals(List.of(), stage.events());
    }
  }

  @Test
  void failureLeavesTheChannelOpenWhenToldSo() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().handshakeTimeout(Duration.ofSeconds(5)))
            .closeOnFailure(false)
            .build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.advance(Duration.ofSeconds(5));
      assertEquals(List.of("failure PEER_SILENT", "exception PEER_SILENT"), stage.events());
      assertTrue(stage.channel.isOpen());
      assertFalse(stage.handlerIsGone());
    }
  }

  @Test
  void exceptionOfTheLineIsTheCauseAndIsToldOnce() {
    try (Stage stage = Stage.client()) {
      Throwable unplugged = new java.io.IOException("unplugged");
      stage.channel.pipeline().fireExceptionCaught(unplugged);
      assertEquals(unplugged, stage.handler.handshakeFuture().cause().getCause());
    }
  }

  @Test
  void exceptionOfTheLineAfterTheFailurePasses() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      stage.recorder.take();
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("and gone"));
      assertEquals(List.of("exception java.io.IOException: and gone"), stage.events());
    }
  }

  @Test
  void exceptionOfAnotherKindPassesAndFailsNothing() {
    try (Stage stage = Stage.client()) {
      stage.recorder.take();
      stage.channel.pipeline().fireExceptionCaught(new IllegalStateException("not ours"));
      assertEquals(List.of("exception java.lang.IllegalStateException: not ours"), stage.events());
      assertFalse(stage.handler.handshakeFuture().isDone());
    }
  }
}
