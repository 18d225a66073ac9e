// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What both roles have in common: the life of a handshake, its deadline and its report. */
class HandshakeTest {

  private static final HandshakeSettings DEFAULTS = HandshakeSettings.defaults();

  @Test
  void aCleanLineTakesFourFrames() {
    Handshake client = Handshake.client(DEFAULTS, new Random(1), HandshakeObserver.NONE);
    Handshake server = Handshake.server(DEFAULTS, new Random(2), HandshakeObserver.NONE);
    client.start(0);
    server.start(0);
    byte[] syn = client.pollTransmit();
    assertEquals(2, receive(server, syn));
    byte[] synAck = server.pollTransmit();
    assertArrayEquals(new byte[] {0x06, (byte) (syn[1] + 1)}, new byte[] {synAck[0], synAck[1]});
    assertEquals(3, receive(client, synAck));
    byte[] ack = client.pollTransmit();
    assertArrayEquals(new byte[] {0x06, (byte) (synAck[2] + 1)}, ack);
    receive(server, ack);
    byte[] finalAck = server.pollTransmit();
    assertArrayEquals(new byte[] {0x06}, finalAck);
    assertEquals(State.ESTABLISHED, server.state());
    assertEquals(1, receive(client, new byte[] {0x06, 'S', 'S', 'H'}));
    assertEquals(State.ESTABLISHED, client.state());
    assertEquals(0, client.report().discardedBytes());
  }

  private static int receive(Handshake to, byte[] bytes) {
    return to.receive(ByteView.of(bytes, 0, bytes.length), 0);
  }

  private static Handshake fresh() {
    return Handshake.client(DEFAULTS, ChosenRandom.nonces(0xA0), HandshakeObserver.NONE);
  }

  @Test
  void startsOnceOnly() {
    Script client = Script.client();
    IllegalStateException e = assertThrows(IllegalStateException.class, client::start);
    assertEquals("the handshake was started before", e.getMessage());
  }

  @Test
  void nothingHappensBeforeTheStart() {
    Script script = Script.of(fresh());
    script.reads("", "06 a1 c0").waitsForEver().waits(100_000).is(State.NEW).silent();
    script.start().sends("16 a0").waitIs(1000);
    assertEquals(0, script.handshake.report().discardedBytes());
    assertEquals(Duration.ZERO, script.handshake.report().elapsed());
  }

  @Test
  void aFrameCanBePolledByteByByte() {
    Script client = Script.client().reads("06 a1 c0");
    assertEquals(0x06, client.handshake.pollTransmitByte());
    assertEquals(0xc1, client.handshake.pollTransmitByte());
    assertEquals(-1, client.handshake.pollTransmitByte());
    client.silent();
  }

  @Test
  void anEmptyReadIsNoRead() {
    Script client = Script.client().reads("06 a1 c0").sends("06 c1").reads("").is(State.ACK_SENT);
    client.reads("06").is(State.ESTABLISHED);
  }

  @Test
  void theDeadlineEndsTheWaitForASilentPeer() {
    Script.server().waitIs(30_000).waitsExactly(30_000).failedFor(FailureReason.PEER_SILENT);
    Script client = Script.client();
    for (int i = 0; i < 29; i++) {
      client.waits(1000).is(State.SYN_SENT);
    }
    client.handshake.pollTransmit();
    client.waitsExactly(1000).failedFor(FailureReason.PEER_SILENT).waitsForEver();
    assertEquals(30, client.handshake.report().attempts());
  }

  @Test
  void aTimerThatFiresLateFailsAtTheDeadline() {
    Script.client().waits(31_000).failedFor(FailureReason.PEER_SILENT);
  }

  @Test
  void theDeadlineCutsALongerWaitShort() {
    HandshakeSettings settings =
        DEFAULTS.toBuilder().handshakeTimeout(Duration.ofMillis(700)).build();
    Script.client(settings).waitIs(700).waits(700).failedFor(FailureReason.PEER_SILENT);
  }

  @Test
  void withoutADeadlineTheServerWaitsForEver() {
    HandshakeSettings settings = DEFAULTS.toBuilder().handshakeTimeout(Duration.ZERO).build();
    Script.server(settings).waitsForEver().waits(1_000_000_000).is(State.LISTENING);
  }

  @Test
  void onlyGarbageMeansThatThePeerSpeaksSomethingElse() {
    Script.server().reads("6c").waits(30_000).failedFor(FailureReason.NO_HANDSHAKE);
    Script.client().reads("16 a0").waits(30_000).failedFor(FailureReason.NO_HANDSHAKE);
  }

  @Test
  void naksForHalfOfTheAttemptsMeanThatThePeerDeclined() {
    Script client = Script.client().reads("15").waits(1000).waits(1000);
    client.waits(30_000).failedFor(FailureReason.PEER_DECLINED);
    assertEquals(3, client.handshake.report().attempts());
    client = Script.client().reads("15").waits(1000).waits(1000).waits(1000);
    client.waits(30_000).failedFor(FailureReason.NO_HANDSHAKE);
    assertEquals(4, client.handshake.report().attempts());
  }

  @Test
  void naksAtEveryStepCount() {
    Script client = Script.client().waits(1000).waits(1000).waits(1000);
    client.handshake.pollTransmit();
    client.reads("15").reads("06 aa c0").is(State.SYN_ACK_IN_DOUBT).waits(50).sends("06 c1");
    client.reads("15").is(State.DRAINING);
    client.waits(30_000).failedFor(FailureReason.PEER_DECLINED);
  }

  @Test
  void aClosedLineFailsTheHandshake() {
    Script client = Script.client();
    client.handshake.inputClosed();
    client.failedFor(FailureReason.LINE_CLOSED).waitsForEver();
    assertEquals(0, client.receive(new byte[] {6}));
  }

  @Test
  void theFirstFailureStands() {
    Script client = Script.client();
    client.handshake.abandon(FailureReason.ABANDONED);
    client.handshake.inputClosed();
    client.waits(40_000).failedFor(FailureReason.ABANDONED);
  }

  @Test
  void anEstablishedHandshakeCannotFail() {
    Script server = Script.server().reads("16 41").sends("06 42 c0").reads("06 c1").sends("06");
    server.handshake.inputClosed();
    server.waits(40_000).is(State.ESTABLISHED);
    assertNull(server.handshake.report().failureReason());
  }

  @Test
  void aFailureTakesAFrameBackThatWasNotPolled() {
    Handshake client = fresh();
    client.start(0);
    client.abandon(FailureReason.ABANDONED);
    assertNull(client.pollTransmit());
  }

  @Test
  void anEstablishedHandshakeStillHasItsLastFrame() {
    Script.server()
        .reads("16 41")
        .sends("06 42 c0")
        .reads("06 c1")
        .is(State.ESTABLISHED)
        .sends("06");
  }

  @Test
  void tooMuchGarbageFailsTheHandshake() {
    HandshakeSettings settings = DEFAULTS.toBuilder().maxDiscardedBytes(3).build();
    Script server = Script.server(settings).reads("00 00 00").is(State.LISTENING);
    server.reads("00").failedFor(FailureReason.TOO_MUCH_GARBAGE);
  }

  @Test
  void framesAreNoGarbage() {
    HandshakeSettings settings = DEFAULTS.toBuilder().maxDiscardedBytes(0).build();
    Script.server(settings).reads("16 41").sends("06 42 c0").reads("06 c1").sends("06");
    Script.client(settings).reads("06 a1 c0").sends("06 c1").reads("06").is(State.ESTABLISHED);
  }

  @Test
  void garbageAheadOfTheLastFrameDoesNotUndoIt() {
    HandshakeSettings settings = DEFAULTS.toBuilder().maxDiscardedBytes(2).build();
    Script server = Script.server(settings).reads("16 41").sends("06 42 c0");
    server.reads("00 00 06 c1").waits(50).sends("06").is(State.ESTABLISHED);
  }

  @Test
  void timeDoesNotRunBackwards() {
    Script server = Script.server().waits(200);
    server.handshake.timeout(server.now() - 1_000_000_000);
    assertEquals(Duration.ofMillis(200), server.handshake.report().elapsed());
  }

  @Test
  void aTimerThatIsOverdueIsDueNow() {
    Script client = Script.client();
    assertEquals(0, client.handshake.nanosToTimer(client.now() + 5_000_000_000L));
  }

  @Test
  void whenAReadCameCountsForTheReport() {
    Script server = Script.server().reads("16 41");
    server.waits(20).reads("06 c1");
    assertEquals(Duration.ofMillis(20), server.handshake.report().elapsed());
    server.waits(10).waits(10);
  }

  @Test
  void theReportTellsWhatWasDiscarded() {
    Script server = Script.server().reads("6c 6f 16 41").waits(50).sends("06 42 c0");
    server.reads("21 06 c1").waits(50);
    HandshakeReport report = server.handshake.report();
    assertEquals(Role.SERVER, report.role());
    assertEquals(3, report.discardedBytes());
    assertEquals("lo!", report.preview().text());
    assertEquals(1, report.attempts());
    assertEquals(State.ESTABLISHED, report.state());
  }

  @Test
  void theObserverSeesAllOfAClient() {
    Script client = Script.client().logged("sent SYN 16 a0", "NEW to SYN_SENT");
    client.reads("00 06").logged().reads("06 a1 c0").logged("SYN_SENT to SYN_ACK_IN_DOUBT");
    client.waits(50);
    client.logged(
        "received SYN_ACK 06 a1 c0 behind 2", "sent ACK 06 c1", "SYN_ACK_IN_DOUBT to ACK_SENT");
    client.sends("06 c1").reads("c0 06");
    client.logged("received FINAL_ACK 06 behind 1", "ACK_SENT to ESTABLISHED");
  }

  @Test
  void theObserverSeesAllOfAServer() {
    Script server = Script.server().logged("NEW to LISTENING").reads("00 16 41");
    server.logged("LISTENING to SYN_IN_DOUBT").waits(50);
    server.logged(
        "received SYN 16 41 behind 1", "sent SYN_ACK 06 42 c0", "SYN_IN_DOUBT to ANSWERED");
    server.sends("06 42 c0").reads("06 c1");
    server.logged(
        "received ACK 06 c1 behind 0",
        "sent FINAL_ACK 06",
        "ANSWERED to CONFIRMING",
        "CONFIRMING to ESTABLISHED");
  }

  @Test
  void theObserverSeesAFillerAndAFailure() {
    Script client = Script.client().logged("sent SYN 16 a0", "NEW to SYN_SENT").waits(1000);
    client.logged("sent SYN 15 16 a3");
    client.handshake.inputClosed();
    client.logged("SYN_SENT to FAILED");
  }

  @Test
  void anObserverMayLookAway() {
    Script server = Script.of(Handshake.server(DEFAULTS, new Random(3), HandshakeObserver.NONE));
    server.start().reads("16 41").is(State.ANSWERED);
  }

  @Test
  void garbageAheadOfAFrameIsShownHoweverItComesIn() {
    for (int length = 0; length <= 70; length++) {
      byte[] garbage = "0123456789".repeat(7).substring(0, length).getBytes(US_ASCII);
      byte[] line = Arrays.copyOf(garbage, length + 2);
      line[length] = 0x16;
      line[length + 1] = 'n';
      for (int size = 1; size <= line.length; size++) {
        Handshake server = Handshake.server(DEFAULTS, new Random(1), HandshakeObserver.NONE);
        server.start(0);
        for (int at = 0; at < line.length; at += size) {
          receive(server, Arrays.copyOfRange(line, at, Math.min(at + size, line.length)));
        }
        server.timeout(499_999_999);
        server.timeout(500_000_000 - (length > 8 ? 0 : 1));
        HandshakeReport report = server.report();
        assertEquals(State.ANSWERED, report.state());
        assertEquals(length, report.discardedBytes());
        assertEquals(
            new String(garbage, 0, Math.min(length, 64), US_ASCII), report.preview().text());
      }
    }
  }

  @Test
  void garbageBetweenFramesIsShownToo() {
    Script server = Script.server().reads("31").reads("16 a0").waits(50);
    Handshake handshake = server.handshake;
    handshake.pollTransmit();
    assertEquals("1", handshake.report().preview().text());
    receive(handshake, new byte[] {'2', '3'});
    assertEquals("123", handshake.report().preview().text());
    receive(handshake, new byte[] {'4', '5', '6'});
    assertEquals("123456", handshake.report().preview().text());
    assertEquals(6, handshake.report().discardedBytes());
  }

  @Test
  void oneByteMayBeReadWhereTheFinalAckMayCome() {
    Script client = Script.client();
    assertEquals(Integer.MAX_VALUE, client.handshake.mostToRead());
    client.reads("06 a1 c0").sends("06 c1");
    assertEquals(1, client.handshake.mostToRead());
    client.reads("06", "53").is(State.ESTABLISHED);
  }

  @Test
  void oneByteMayBeReadWhereATimerMaySendTheAck() {
    Script client = Script.client().reads("78").reads("06 a1 c0").is(State.SYN_ACK_IN_DOUBT);
    assertEquals(1, client.handshake.mostToRead());
  }

  @Test
  void aServerIsNotEstablishedByATimerIfItsCallerWaitsInARead() {
    Handshake server =
        Handshake.server(
            HandshakeSettings.defaults(), ChosenRandom.nonces(0xc0), HandshakeObserver.NONE);
    server.endOnlyWithARead();
    Script.of(server)
        .start()
        .reads("16 a0")
        .sends("06 a1 c0")
        .reads("78")
        .reads("06 c1")
        .waits(5000)
        .silent();
    assertThrows(IllegalStateException.class, server::endOnlyWithARead);
  }
}
