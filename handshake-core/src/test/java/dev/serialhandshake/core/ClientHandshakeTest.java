// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client up to the SYN-ACK. */
class ClientHandshakeTest {

  @Test
  void beginsWithASyn() {
    Script.of(
            Handshake.client(
                HandshakeSettings.defaults(), ChosenRandom.nonces(0xA0), HandshakeObserver.NONE))
        .silent()
        .is(State.NEW)
        .start()
        .sends("16 a0")
        .is(State.SYN_SENT)
        .waitIs(1000);
  }

  @Test
  void aSynAckIsAcknowledged() {
    Script.client().reads("06 a1 c0").sends("06 c1").is(State.ACK_SENT).waitIs(3000);
  }

  @Test
  void aNonceOfThePeerIsAnyByte() {
    Script.client().reads("06 a1 ff").sends("06 00").is(State.ACK_SENT);
    Script.client().reads("06 a1 06").sends("06 07").is(State.ACK_SENT);
    Script.client().reads("06 a1 15").sends("06 16").is(State.ACK_SENT);
  }

  @Test
  void aSynAckMayComeInPieces() {
    Script.client().drips("06 a1 c0").sends("06 c1");
    Script.client().reads("06").reads("a1 c0").sends("06 c1");
    Script.client().reads("06 a1").silent().reads("c0").sends("06 c1");
  }

  @Test
  void aSynAckCountsBehindGarbage() {
    Script.client().reads("de ad 06 06 a1 c0").waits(50).sends("06 c1");
    Script.client().reads("de ad 06").reads("06 a1").reads("c0").waits(50).sends("06 c1");
  }

  @Test
  void aSynAckCountsAtTheEndOfAReadOnly() {
    Script.client().reads("06 a1 c0 00").silent().is(State.SYN_SENT);
  }

  @Test
  void anAnswerToAnotherNonceIsGarbage() {
    Script.client().reads("06 a2 c0").silent().is(State.SYN_SENT).waitIs(1000);
    Script.client().reads("16 a1 c0").silent().is(State.SYN_SENT).waitIs(1000);
  }

  @Test
  void garbageIsNotAnsweredAndChangesNoWait() {
    Script.client().waits(100).drips("06 06 16 a0 ff 00").silent().is(State.SYN_SENT).waitIs(900);
  }

  @Test
  void aRetryComesWhenTheAttemptTimesOut() {
    Script.client().waitsExactly(1000).sends("15 16 a3").is(State.SYN_SENT).waitIs(1000);
  }

  @Test
  void everySecondRetryBeginsWithAFiller() {
    Script client = Script.client().waits(1000).sends("15 16 a3").waits(1000).sends("16 a6");
    client.waits(1000).sends("15 16 a9").waits(1000).sends("16 ac");
    assertEquals(5, client.handshake.report().attempts());
  }

  @Test
  void jitterIsUpToAQuarterOfTheAttempt() {
    Script client =
        Script.of(
            Handshake.client(
                HandshakeSettings.defaults(),
                ChosenRandom.noncesWithMostJitter(0xA0),
                HandshakeObserver.NONE));
    client.start().sends("16 a0").waitIs(1250).waitsExactly(1250).sends("15 16 a3").waitIs(1250);
  }

  @Test
  void aNakCutsTheWaitShortAndIsNotAnswered() {
    Script.client().reads("15").silent().is(State.SYN_SENT).waitIs(50).waits(50).sends("15 16 a3");
  }

  @Test
  void aNakCutsTheWaitShorterInEarlyAttempts() {
    Script client = Script.client().reads("15").waits(50).sends("15 16 a3");
    client.reads("15").waitIs(100).waits(100).sends("16 a6");
    client.reads("15").waitIs(200).waits(200).sends("15 16 a9");
    client.reads("15").waitIs(400).waits(400).sends("16 ac");
    client.reads("15").waitIs(800).waits(800).sends("15 16 af").reads("15").waitIs(1000);
  }

  @Test
  void whereTheAttemptTimeoutIsLongANakCutsItShortInEveryAttempt() {
    HandshakeSettings settings =
        HandshakeSettings.builder()
            .attemptTimeout(Duration.ofSeconds(10))
            .handshakeTimeout(Duration.ZERO)
            .build();
    Script client = Script.client(settings);
    for (int i = 0; i < 20; i++) {
      client.waits(10_000);
    }
    client.handshake.pollTransmit();
    client.reads("15").waitIs(3200);
  }

  @Test
  void aNakCountsAtTheEndOfAReadOnly() {
    Script.client().reads("15 00").waitIs(1000).reads("00 15").waitIs(50);
  }

  @Test
  void aNakDoesNotLengthenTheWait() {
    Script.client().waits(980).reads("15").waitIs(20);
  }

  @Test
  void theAnswerMayComeBehindANak() {
    Script.client().reads("15").waits(10).reads("06 a1 c0").waits(40).sends("06 c1");
  }

  @Test
  void noRetryGoesOutInTheMidstOfNoise() {
    Script client = Script.client().waits(990).reads("00").waits(10).silent().is(State.SYN_SENT);
    client.waitIs(40).waitsExactly(40).sends("15 16 a3");
  }

  @Test
  void noiseHoldsARetryBackForAsLongAsItLasts() {
    Script client = Script.client();
    for (int i = 0; i < 1000; i++) {
      client.waits(10).reads("00").silent();
    }
    client.waits(10).silent().waits(489).silent().waits(1).sends("15 16 a3");
  }

  @Test
  void anAnswerInTimeEndsTheWaitForQuiet() {
    Script.client().waits(990).reads("06").waits(10).reads("a1 c0").sends("06 c1");
  }

  @Test
  void aLateAnswerDoublesTheNextAttemptTimeoutUpToFourTimes() {
    Script client = Script.client().waits(1000).sends("15 16 a3");
    client.waits(10).reads("06 a1 c0").silent().is(State.SYN_SENT).waits(1250);
    client.sends("16 a6").waitIs(2000).reads("06 a4 c3").silent().waits(2500);
    client.sends("15 16 a9").waitIs(4000).reads("06 a7 c3").silent().waits(5000);
    client.sends("16 ac").waitIs(4000);
  }

  /** The answer to the last SYN is due as much later as that was sent later. */
  @Test
  void aLateAnswerIsFollowedByTheLongestWaitThereWasBetweenTheSyns() {
    Script client = Script.client().waits(1000).sends("15 16 a3");
    client.waits(10).reads("06 a1 c0").silent().waitIs(1250);
    client.waits(1249).reads("06 a4 c3").sends("06 c4");
  }

  @Test
  void theAnswerToTheNewSynCountsBehindALateOne() {
    Script client = Script.client().waits(1000).sends("15 16 a3");
    client.reads("06 a1 c0").silent().waits(1100).reads("06 a4 c3").sends("06 c4");
  }

  @Test
  void anAnswerMayBeUpToFourAttemptsLate() {
    Script client = Script.client().waits(1000).sends("15 16 a3").waits(1000).sends("16 a6");
    client.reads("06 a1 c0").silent().waitIs(1250);
    client = Script.client().waits(1000).waits(1000).waits(1000).waits(1000).sends("16 ac");
    client.reads("06 a1 c0").silent().waitIs(1250);
    client = Script.client().waits(1000).waits(1000).waits(1000).waits(1000).waits(1000);
    client.sends("15 16 af").reads("06 a1 c0").silent().waitIs(1000);
  }

  @Test
  void whereThereWasNoAttemptBeforeNoAnswerIsLate() {
    Script.client().waits(10).reads("06 01 c0").silent().waitIs(990);
  }

  @Test
  void aStretchedAttemptWaitsForQuietToo() {
    Script client = Script.client().waits(1000).sends("15 16 a3").reads("06 a1 c0").waitIs(1250);
    for (int i = 0; i < 224; i++) {
      client.waits(10).reads("00").silent();
    }
    client.waits(10).silent().waits(489).silent().waits(1).sends("16 a6");
  }

  /** The original's server answers 100 reads of noise a second with a NAK each. */
  @Test
  void naksThatNoSynCalledForAreNoise() {
    Script client = Script.client();
    for (int i = 0; i < 50; i++) {
      client.waits(10).reads("15").silent();
    }
    client.waits(499).silent().waits(1).sends("15 16 a3");
  }

  @Test
  void eachSynMayBringTwoNaks() {
    Script client = Script.client().reads("15").reads("15").waits(50).sends("15 16 a3");
    client.reads("15").reads("15").waits(100).sends("16 a6");
  }

  @Test
  void theJitterOfAStretchedAttemptIsStretchedToo() {
    Script client =
        Script.of(
            Handshake.client(
                HandshakeSettings.defaults(),
                ChosenRandom.noncesWithMostJitter(0xA0),
                HandshakeObserver.NONE));
    client.start().sends("16 a0").waits(1250).sends("15 16 a3").reads("06 a1 c0").waitIs(1250);
    client.waits(1250).sends("16 a6").waitIs(2500);
  }

  @Test
  void whatCameBeforeASynIsNoPartOfItsAnswer() {
    Script client = Script.client().reads("06 a4").waits(1000).sends("15 16 a3");
    client.reads("c0").silent().is(State.SYN_SENT);
  }
}
