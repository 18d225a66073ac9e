// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every wait of a handshake, on a clock that only the test moves. */
class DeadlineTest {

  /** What {@link EmbeddedChannel#runScheduledPendingTasks} answers when nothing is scheduled. */
  private static final long NOTHING_SCHEDULED = -1;

  private static FailureReason reason(Stage stage) {
    return ((HandshakeException) stage.handler.handshakeFuture().cause()).reason();
  }

  @Test
  void attemptThatIsNotAnsweredIsFollowedByAnother() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().attemptTimeout(Duration.ofSeconds(4))).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      stage.recorder.take();
      stage.advance(Duration.ofMillis(3999));
      assertEquals(List.of(), stage.events());
      stage.advance(Duration.ofMillis(1051)); // jitter, then quiet
      assertEquals(List.of("write filler SYN", "flush"), stage.events());
    }
  }

  @Test
  void finalAckThatIsLostIsFollowedByAnotherAttempt() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().finalAckTimeout(Duration.ofSeconds(2))).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings)).upToFinalAck()) {
      stage.advance(Duration.ofMillis(1999));
      assertEquals(List.of(), stage.events());
      stage.advance(Duration.ofMillis(1));
      assertEquals(List.of("write filler SYN", "flush"), stage.events());
    }
  }

  @Test
  void wholeHandshakeHasADeadlineByDefault() {
    try (Stage stage = Stage.client()) {
      stage.advance(Duration.ofSeconds(29));
      assertFalse(stage.handler.handshakeFuture().isDone());
      stage.advance(Duration.ofSeconds(1));
      assertEquals(FailureReason.PEER_SILENT, reason(stage));
    }
  }

  @Test
  void noiseUntilTheDeadlineIsNoHandshake() {
    try (Stage stage = Stage.server()) {
      stage.sends(Peer.ascii("U-Boot"));
      stage.advance(Duration.ofSeconds(30));
      assertEquals(FailureReason.NO_HANDSHAKE, reason(stage));
    }
  }

  @Test
  void tooMuchGarbageFailsTheHandshake() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().maxDiscardedBytes(8)).build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.sends(Peer.ascii("12345678"));
      assertFalse(stage.handler.handshakeFuture().isDone());
      stage.sends(Peer.ascii("9"));
      assertEquals(FailureReason.TOO_MUCH_GARBAGE, reason(stage));
    }
  }

  @Test
  void confirmationThatNeverComesEndsInSuccess() {
    HandshakeHandlerSettings settings =
        Stage.settings(
                HandshakeSettings.builder()
                    .clientBegins(ClientBegins.TEXT)
                    .confirmTimeout(Duration.ofSeconds(7)))
            .build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.sends(Peer.ackForServer(stage.channel));
      stage.advance(Duration.ofMillis(6999));
      assertFalse(stage.handler.handshakeFuture().isDone());
      stage.advance(Duration.ofMillis(1));
      assertTrue(stage.handler.handshakeFuture().isSuccess());
    }
  }

  @Test
  void elapsedTimeIsTheExecutorsTime() {
    try (Stage stage = Stage.client()) {
      stage.advance(Duration.ofMillis(300));
      stage.upToFinalAck();
      stage.advance(Duration.ofMillis(40));
      stage.sends(Peer.bytes(0x06));
      HandshakeReport report = stage.handler.handshakeFuture().getNow();
      assertEquals(Duration.ofMillis(340), report.elapsed());
    }
  }

  @Test
  void noTimerOutlivesSuccess() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      assertTrue(stage.channel.runScheduledPendingTasks() > 0);
      stage.sends(Peer.bytes(0x06));
      assertEquals(NOTHING_SCHEDULED, stage.channel.runScheduledPendingTasks());
    }
  }

  @Test
  void noTimerOutlivesFailure() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      assertEquals(NOTHING_SCHEDULED, stage.channel.runScheduledPendingTasks());
    }
  }

  @Test
  void noTimerOutlivesEarlyRemoval() {
    try (Stage stage = Stage.client()) {
      stage.channel.pipeline().remove(stage.handler);
      assertEquals(NOTHING_SCHEDULED, stage.channel.runScheduledPendingTasks());
    }
  }

  @Test
  void serverWithoutADeadlineSchedulesNothingWhileItListens() {
    HandshakeHandlerSettings settings =
        Stage.settings(HandshakeSettings.builder().handshakeTimeout(Duration.ZERO)).build();
    try (Stage stage = Stage.of(HandshakeHandler.server(settings))) {
      stage.sends(Peer.ascii("noise"));
      assertEquals(NOTHING_SCHEDULED, stage.channel.runScheduledPendingTasks());
    }
  }

  /** How long until the next task of a server that hears this. */
  private static long nextTaskAfter(Stage stage, byte[]... parts) {
    stage.sends(parts);
    return stage.channel.runScheduledPendingTasks();
  }

  @Test
  void noiseDoesNotSetTheAlarmAgain() {
    try (Stage stage = Stage.server()) {
      long before = stage.channel.runScheduledPendingTasks();
      assertEquals(Duration.ofSeconds(30).toNanos(), before);
      assertEquals(before, nextTaskAfter(stage, Peer.ascii("noise")));
      stage.advance(Duration.ofSeconds(1));
      assertEquals(
          before - Duration.ofSeconds(1).toNanos(), nextTaskAfter(stage, Peer.ascii("noise")));
    }
  }

  @Test
  void anAlarmThatMovesForwardIsTheOnlyOne() {
    HandshakeHandlerSettings settings =
        Stage.settings(
                HandshakeSettings.builder()
                    .attemptTimeout(Duration.ofSeconds(9))
                    .finalAckTimeout(Duration.ofSeconds(2)))
            .build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      assertTrue(stage.channel.runScheduledPendingTasks() >= Duration.ofSeconds(9).toNanos());
      stage.upToFinalAck();
      assertEquals(Duration.ofSeconds(2).toNanos(), stage.channel.runScheduledPendingTasks());
      stage.sends(Peer.bytes(0x06));
      assertEquals(NOTHING_SCHEDULED, stage.channel.runScheduledPendingTasks());
    }
  }

  @Test
  void failureByTimerIsTheSameInTheFutureAndTheReport() {
    try (Stage stage = Stage.client()) {
      stage.advance(Duration.ofSeconds(30));
      HandshakeException cause = (HandshakeException) stage.handler.handshakeFuture().cause();
      assertSame(cause.reason(), cause.report().failureReason());
    }
  }
}
