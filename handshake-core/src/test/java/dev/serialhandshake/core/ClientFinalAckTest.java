// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The client from the ACK on, and how it begins anew. */
class ClientFinalAckTest {

  private static Script acknowledged() {
    return Script.client().reads("06 a1 c0").sends("06 c1").is(State.ACK_SENT);
  }

  @Test
  void theFinalAckEstablishes() {
    acknowledged().reads("06").silent().is(State.ESTABLISHED).waitsForEver();
  }

  @Test
  void whatIsBehindTheFinalAckIsTheApplications() {
    acknowledged().reads("06", "06 53 53 48").is(State.ESTABLISHED);
  }

  @Test
  void anEstablishedHandshakeTakesNothingMore() {
    acknowledged().reads("06").reads("", "06").waits(100_000).is(State.ESTABLISHED).silent();
  }

  @Test
  void onlyTheFirstByteCanBeTheFinalAck() {
    Script client = acknowledged().reads("00 06").is(State.DRAINING);
    assertEquals(2, client.handshake.report().discardedBytes());
    acknowledged().reads("16 06").is(State.DRAINING);
  }

  @Test
  void aNakFailsTheAttempt() {
    acknowledged().reads("15").silent().is(State.DRAINING).waitIs(50).waits(50).sends("15 16 a3");
  }

  @Test
  void aFinalAckThatIsMissingFailsTheAttempt() {
    acknowledged().waitsExactly(3000).sends("15 16 a3").is(State.SYN_SENT).waitIs(1000);
  }

  @Test
  void aFinalAckThatIsMissingOnANoisyLineWaitsForQuiet() {
    Script client = acknowledged().waits(2990).reads("c0").waits(10).silent().is(State.DRAINING);
    client.waitIs(40).waits(40).sends("15 16 a3");
  }

  @Test
  void theLineMustBeQuietBeforeTheNextAttempt() {
    Script client = acknowledged().reads("00").waits(40).reads("06").is(State.DRAINING).waitIs(50);
    client.waits(40).reads("06 a1 c0").silent().is(State.DRAINING).waitIs(50);
    client.waitsExactly(50).sends("15 16 a3").is(State.SYN_SENT).waitIs(1000);
  }

  @Test
  void noiseHoldsTheNextAttemptBackForAsLongAsItLasts() {
    Script client = acknowledged().waits(500).reads("00").is(State.DRAINING);
    for (int i = 0; i < 1000; i++) {
      client.waits(10).reads("00").is(State.DRAINING).silent();
    }
    client.waitIs(500).waitsExactly(500).sends("15 16 a3");
  }

  @Test
  void theEndOfTheDrainDoesNotMixWithTheNextAnswer() {
    Script client = acknowledged().reads("00").reads("06 a4").waits(50).sends("15 16 a3");
    client.reads("c0").silent().is(State.SYN_SENT).waits(50).drips("06 a4 c3").sends("06 c4");
  }

  @Test
  void aNonceThatTheLineDoubledIsSkipped() {
    Script client = acknowledged().reads("c0 06", "53").is(State.ESTABLISHED);
    assertEquals("c0", client.handshake.report().preview().hex());
    acknowledged().reads("c0").is(State.ACK_SENT).reads("06", "53").is(State.ESTABLISHED);
  }

  @Test
  void aDoubledNonceDoesNotProlongTheWait() {
    acknowledged().waits(1000).reads("c0").waitIs(2000);
  }

  @Test
  void aNonceIsSkippedOnceOnly() {
    acknowledged().reads("c0 c0").is(State.DRAINING);
    acknowledged().reads("c0").reads("c0").is(State.DRAINING);
  }

  @Test
  void aDoubledNonceMayBeSkippedInEveryAttempt() {
    Script client = acknowledged().reads("c0").reads("00").waits(50).sends("15 16 a3");
    client.reads("06 a4 c3").sends("06 c4").reads("c3").is(State.ACK_SENT).reads("06");
    client.is(State.ESTABLISHED);
  }

  @Test
  void aNonceThatReadsLikeAReplyIsAReply() {
    Script.client().reads("06 a1 06").sends("06 07").reads("06", "06").is(State.ESTABLISHED);
    Script.client().reads("06 a1 15").sends("06 16").reads("15 06").is(State.DRAINING);
  }

  @Test
  void aNakBehindADoubledNonceFailsTheAttempt() {
    acknowledged().reads("c0 15").is(State.DRAINING);
  }
}
