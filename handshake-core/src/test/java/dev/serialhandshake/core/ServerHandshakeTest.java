// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, with the confirm option off. */
class ServerHandshakeTest {

  private static Script answered() {
    return Script.server().reads("16 41").sends("06 42 c0").is(State.ANSWERED);
  }

  @Test
  void listensInSilence() {
    Script.server().reads("00 06 15 ff").drips("15 06 00").silent().is(State.LISTENING);
  }

  @Test
  void aSynIsAnswered() {
    Script.server().reads("16 41").sends("06 42 c0").is(State.ANSWERED).waitIs(500);
  }

  @Test
  void aNonceOfThePeerIsAnyByte() {
    Script.server().reads("16 ff").sends("06 00 c0");
    Script.server().reads("16 16").sends("06 17 c0");
    Script.server().reads("16 05").sends("06 06 c0");
  }

  @Test
  void aSynMayComeInPieces() {
    Script.server().reads("16").silent().is(State.LISTENING).reads("41").sends("06 42 c0");
  }

  @Test
  void aSynCountsBehindGarbage() {
    Script.server().reads("00 16 41").waits(50).sends("06 42 c0");
    Script.server().reads("6c 6f 67 69 6e 16").reads("41").waits(50).sends("06 42 c0");
  }

  @Test
  void aSynCountsAtTheEndOfAReadOnly() {
    Script.server().reads("16 41 00").silent().is(State.LISTENING);
  }

  @Test
  void theLaterOfTwoSynsInOneReadWins() {
    Script.server().reads("16 41 15 16 44").waits(50).sends("06 45 c0");
  }

  @Test
  void theAckEstablishes() {
    answered().reads("06 c1").sends("06").is(State.ESTABLISHED).waitsForEver();
    answered().drips("06 c1").sends("06").is(State.ESTABLISHED);
    answered().reads("00 06 c1").waits(50).sends("06").is(State.ESTABLISHED);
  }

  @Test
  void anEstablishedHandshakeTakesNothingMore() {
    answered().reads("06 c1").sends("06").reads("", "16 41").silent().is(State.ESTABLISHED);
  }

  @Test
  void theLineIsInStepByTheEndOfTheReadOnly() {
    answered().reads("06 c1 53").silent().is(State.ANSWERED);
  }

  @Test
  void anAckOfAnotherNonceIsGarbage() {
    answered().reads("06 c2").silent().is(State.ANSWERED).passes(50).reads("06 c1").sends("06");
    answered().reads("15 c1").silent().is(State.ANSWERED);
  }

  @Test
  void anAckCountsForNothingBeforeASynWasAnswered() {
    Script.server().reads("06 01").silent().is(State.LISTENING);
    Script.server().reads("06 c1").silent().is(State.LISTENING);
  }

  @Test
  void anAckCountsLongAfterTheAnswerToo() {
    Script server = answered().waitsExactly(500).is(State.ANSWERED_LONG_AGO).waitIs(29_500);
    server.reads("06 c1").sends("06").is(State.ESTABLISHED);
  }

  @Test
  void aSynLongAfterTheAnswerIsANewAttempt() {
    Script server = answered().waits(500).reads("15 16 44").sends("06 45 c3").is(State.ANSWERED);
    server.waitIs(500).passes(50).reads("06 c4").sends("06").is(State.ESTABLISHED);
    assertEquals(2, server.handshake.report().attempts());
  }

  @Test
  void theAckOfTheAnswerBeforeIsGarbage() {
    answered().waits(500).reads("16 44").sends("06 45 c3").reads("06 c1").silent();
  }

  @Test
  void aSynSoonAfterTheAnswerIsDroppedWithTheAttempt() {
    Script server = answered().waits(499).reads("16 44").silent().is(State.HOLDING_OFF).waitIs(500);
    server.reads("06 c1").reads("16 47").silent().is(State.HOLDING_OFF);
    server.waitsExactly(500).is(State.LISTENING).silent();
    server.reads("16 4a").sends("06 4b c3").is(State.ANSWERED);
  }

  @Test
  void holdingOffEndsInTime() {
    Script server = answered().reads("16 44").waits(400).reads("16 47").is(State.HOLDING_OFF);
    server.waitIs(100).waits(100).is(State.LISTENING);
  }

  @Test
  void aSynMayLieAcrossTheEndOfHoldingOff() {
    answered().reads("16 44").reads("16").waits(500).reads("47").sends("06 48 c3");
  }

  @Test
  void anAckMayLieAcrossTheEndOfTheWait() {
    Script server = answered().waits(499).reads("06").waits(1).is(State.ANSWERED_LONG_AGO);
    server.reads("c1").sends("06").is(State.ESTABLISHED);
  }

  @Test
  void whatCameBeforeTheAnswerIsNoPartOfItsAck() {
    Script.server().reads("16 06").sends("06 07 c0").reads("c1").silent().is(State.ANSWERED);
  }

  /**
   * The client waits for the final ACK then, and would take the first byte of an answer for it.
   * However long the pause in the midst of its ACK is, that costs nothing worse than an attempt.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 49, 500, 10_000})
  void aStray16AheadOfTheAckMakesNoSynOfIt(int pause) {
    Script server = answered().waits(600).reads("16").waits(pause).reads("06").silent();
    server.waits(pause).silent().is(State.ANSWERED_LONG_AGO).reads("c1");
    server.waits(50).sends("06").is(State.ESTABLISHED);
  }

  /** A client whose nonces are all the same, and whose answer was lost. */
  @Test
  void theSameSynIsAnsweredWhenItComesForTheThirdTime() {
    Script server = answered().waits(1000).reads("16 41").silent();
    server.waits(1000).reads("16 41").sends("06 42 c3").is(State.ANSWERED);
  }

  /** Its ACK, and the end of its SYN, if the line doubles that. */
  @ParameterizedTest
  @ValueSource(strings = {"06", "c1", "41"})
  void whatTheClientMaySendAfterItsSynIsTheNonceOfNoSyn(String value) {
    answered().waits(600).reads("16 " + value).silent().is(State.ANSWERED_LONG_AGO);
    answered().reads("16 " + value).silent().is(State.ANSWERED);
    Script server = answered().reads("16 44").waits(500).is(State.LISTENING);
    server.reads("16 " + value).silent().is(State.LISTENING);
  }

  @Test
  void afterAFillerItIsTheNonceOfASyn() {
    answered().waits(600).reads("15 16 06").sends("06 07 c3");
    answered().waits(600).drips("15 16 c1").sends("06 c2 c3");
  }

  @Test
  void theFirstSynMayHaveAnyNonce() {
    Script.server().reads("16 06").sends("06 07 c0");
  }
}
