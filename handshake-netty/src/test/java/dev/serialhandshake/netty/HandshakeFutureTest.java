// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import io.netty.util.concurrent.BlockingOperationException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The future of a handshake, and what it has seen before its end. */
class HandshakeFutureTest {

  private static final byte[] FINAL_ACK = Peer.bytes(0x06);

  private static Stage failedAndOpen() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    Stage stage = Stage.of(HandshakeHandler.client(settings));
    stage.channel.pipeline().fireExceptionCaught(new IOException("unplugged"));
    Peer.written(stage.channel);
    stage.recorder.take();
    return stage;
  }

  @Test
  void futureExistsBeforeThereIsAPipeline() throws Exception {
    HandshakeHandler handler = HandshakeHandler.client(Stage.settings().build());
    Future<HandshakeReport> future = handler.handshakeFuture();
    CompletableFuture<State> told = new CompletableFuture<>();
    future.addListener((Future<HandshakeReport> done) -> told.complete(done.getNow().state()));
    assertFalse(future.await(1, TimeUnit.MILLISECONDS)); // no executor yet: no complaint
    try (Stage stage = Stage.of(handler).upToFinalAck()) {
      stage.sends(FINAL_ACK);
      assertSame(future, handler.handshakeFuture());
      assertEquals(State.ESTABLISHED, told.getNow(null));
    }
  }

  @Test
  void waitingOnTheExecutorsThreadIsRefused() {
    try (Stage stage = Stage.client()) {
      assertThrows(
          BlockingOperationException.class,
          () -> stage.handler.handshakeFuture().await(1, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void nobodyCanCancelIt() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      assertFalse(stage.handler.handshakeFuture().cancel(true));
      stage.sends(FINAL_ACK);
      assertTrue(stage.handler.handshakeFuture().isSuccess());
    }
  }

  @Test
  void whoAsksAfterTheEndIsToldIt() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.sends(FINAL_ACK);
      CompletableFuture<State> told = new CompletableFuture<>();
      stage
          .handler
          .handshakeFuture()
          .addListener((Future<HandshakeReport> done) -> told.complete(done.getNow().state()));
      stage.channel.runPendingTasks();
      assertEquals(State.ESTABLISHED, told.getNow(null));
    }
  }

  @Test
  void whoAsksAfterTheFailureIsToldIt() {
    try (Stage stage = failedAndOpen()) {
      Future<HandshakeReport> future = stage.handler.handshakeFuture();
      assertTrue(future.cause().getCause() instanceof IOException, future.toString());
      assertSame(future, stage.handler.handshakeFuture());
    }
  }

  @Test
  void writerThatFailsMayAskWhy() {
    try (Stage stage = Stage.client()) {
      CompletableFuture<Throwable> told = new CompletableFuture<>();
      stage
          .write("early")
          .addListener(done -> told.complete(stage.handler.handshakeFuture().cause()));
      stage.channel.pipeline().fireExceptionCaught(new IOException("unplugged"));
      assertTrue(told.getNow(null).getCause() instanceof IOException);
      assertSame(told.getNow(null), stage.handler.handshakeFuture().cause());
    }
  }

  @Test
  void progressIsThereWhileShakingHandsOnly() {
    try (Stage stage = Stage.client()) {
      stage.sends(Peer.ascii("noise"));
      assertEquals(5, stage.handler.progress().discardedBytes());
      stage.advance(Duration.ofMillis(50)); // the line is quiet
      stage.upToFinalAck().sends(FINAL_ACK);
      assertNull(stage.handler.progress());
    }
  }

  @Test
  void removalAfterAFailureThatLeftTheChannelOpenGivesUpWhatWasHeldBack() {
    try (Stage stage = failedAndOpen()) {
      stage.channel.pipeline().remove(stage.handler);
      assertEquals(List.of("gone", "active"), stage.events());
    }
  }
}
