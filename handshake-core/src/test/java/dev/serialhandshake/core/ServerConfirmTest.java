// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server that waits for the client's first text. */
class ServerConfirmTest {

  private static final HandshakeSettings CONFIRM =
      HandshakeSettings.builder().clientBegins(ClientBegins.TEXT).build();

  private static Script confirming(HandshakeSettings settings) {
    Script server = Script.server(settings).reads("16 41").sends("06 42 c0");
    return server.reads("06 c1").sends("06").is(State.CONFIRMING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "53", "7e"})
  void textEstablishesAndIsTheApplications(String text) {
    confirming(CONFIRM).reads("", text + " 53 48").silent().is(State.ESTABLISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f", "7f", "06", "15", "00", "80", "ff", "c1", "0a"})
  void whatIsNeitherTextNorASynIsDropped(String noise) {
    Script server = confirming(CONFIRM).reads(noise).silent().is(State.CONFIRMING);
    server.reads("ff " + noise, "53").is(State.ESTABLISHED);
    assertEquals(3, server.handshake.report().discardedBytes());
  }

  @Test
  void aSynMeansThatTheFinalAckWasLost() {
    Script server = confirming(CONFIRM).reads("16 a4").sends("06 a5 c3").is(State.ANSWERED);
    server.reads("06 c4").sends("06").is(State.CONFIRMING).reads("", "53").is(State.ESTABLISHED);
  }

  @Test
  void theFillerAheadOfASynBeginsAnewToo() {
    confirming(CONFIRM).reads("15 16 a4").sends("06 a5 c3").is(State.ANSWERED);
    Script server = confirming(CONFIRM).reads("15").silent().is(State.CONFIRMING);
    server.reads("16").silent().reads("a4").sends("06 a5 c3");
  }

  @Test
  void aSynMayComeInPiecesAndBehindNoise() {
    Script server = confirming(CONFIRM).reads("c1 16").silent().is(State.CONFIRMING);
    server.reads("a4").silent().is(State.MAYBE_SYN).waitsExactly(50).sends("06 a5 c3");
    confirming(CONFIRM).reads("00 16 a4").silent().waitsExactly(50).sends("06 a5 c3");
  }

  @Test
  void textInTheMidstOfAReadIsWhereTheApplicationBegins() {
    confirming(CONFIRM).reads("00 0a", "53 16 44").is(State.ESTABLISHED);
  }

  @Test
  void theApplicationStartsWithoutTextWhenTheWaitIsOver() {
    confirming(CONFIRM).waitIs(10_000).waitsExactly(10_000).is(State.ESTABLISHED).silent();
  }

  @Test
  void noiseDoesNotProlongTheWait() {
    confirming(CONFIRM).waits(4000).reads("00").waitIs(6000);
  }

  @Test
  void theWaitMayBeForEver() {
    HandshakeSettings settings =
        CONFIRM.toBuilder().confirmTimeout(Duration.ZERO).handshakeTimeout(Duration.ZERO).build();
    confirming(settings).waitsForEver().waits(1_000_000).is(State.CONFIRMING);
  }

  @Test
  void theDeadlineOfTheWholeHoldsHereToo() {
    Script server = confirming(CONFIRM.toBuilder().confirmTimeout(Duration.ZERO).build());
    server.waitIs(30_000).waits(30_000).failedFor(FailureReason.NO_HANDSHAKE);
  }
}
