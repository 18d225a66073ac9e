// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static dev.serialhandshake.core.probing.ByHand.PATIENCE;
import static dev.serialhandshake.core.probing.ByHand.PERIOD;
import static dev.serialhandshake.core.probing.ByHand.QUIET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What it sends, and how long it waits, byte by byte. */
class LinePingStepsTest {

  private static final String BLOCK = "15 ".repeat(16);

  private final LinePing ping = LinePing.of(2, ByHand.SETTINGS);
  private final ByHand line = new ByHand(ping);

  /** 94 of them, from A0 on, again and again. */
  private static int nonce(int step) {
    return 0xa0 + step % 94;
  }

  private static String syn(int step) {
    return String.format(Locale.ROOT, "16 %02x", nonce(step));
  }

  private static String answer(int step) {
    return String.format(Locale.ROOT, "06 %02x 41", nonce(step) + 1);
  }

  /** Three round trips of 80 ms: one to meet the peer, and those that count. */
  private ByHand untilMetering() {
    for (int step = 1; step <= 3; step++) {
      line.sends(syn(step)).receives(80, answer(step)).goesOn();
    }
    return line;
  }

  /** Likewise, where the peer sends a NAK ahead of the second answer. */
  private ByHand untilMeteringWithNaks() {
    line.sends(syn(1)).receives(80, answer(1)).goesOn();
    line.sends(syn(2)).receives("15").sends(syn(2)).receives(80, answer(2)).goesOn();
    return line.sends(syn(3)).receives(80, answer(3)).goesOn();
  }

  @Test
  void everySecondGreetingHasAFillerInFront() {
    line.sends("16 a1").waits(PATIENCE).goesOn().goesOn();
    line.sends("15 16 a2").goesOn().goesOn();
    line.sends("16 a3").goesOn().goesOn();
    line.sends("15 16 a4");
  }

  @Test
  void aPingBehindOneThatFailedHasAFillerInFront() {
    line.sends("16 a1").receives("06 a2 b0").goesOn();
    line.sends("16 a2").goesOn().goesOn();
    line.sends("15 16 a3").receives("06 a4 b0").goesOn();
    assertEquals(1, ping.report().lost());
  }

  @Test
  void anAnswerToWhatWasNeverAskedIsNobodys() {
    line.sends("16 a1").receives("06 c1 b0").goesOn().goesOn().sends("15 16 a2");
    assertFalse(ping.report().peerAnswers());
  }

  @Test
  void anAnswerToMoreThanTheLastNonceIsNobodys() {
    line.sends("16 a1").receives("06 ff b0").goesOn().goesOn().sends("15 16 a2");
    assertFalse(ping.report().peerAnswers());
  }

  @Test
  void theSynIsSentAgainForFourNaksAndNotForTheFifth() {
    line.sends("16 a1");
    line.receives("15").sends("16 a1");
    line.receives("15").sends("15 16 a1");
    line.receives("15").sends("16 a1");
    line.receives("15").sends("15 16 a1").waits(PATIENCE);
    line.receives("15").isSilent().waits(QUIET);
  }

  @Test
  void whatIsNoAnswerYetIsWaitedForUntilItIsQuiet() {
    line.sends("16 a1").receives(10, "06").isSilent().waits(QUIET);
    line.receives(10, "a2").waits(QUIET).receives(10, "b0").waits(PERIOD);
    assertTrue(ping.report().peerAnswers());
  }

  @Test
  void theWaysThereAndBackAreNoPartOfThePace() {
    line.sends("16 a1").receives(80, "06 a2 b0").waits(PERIOD).goesOn();
    line.sends("16 a2").receives(80, "06 a3 b0").waits(PERIOD - 80);
  }

  @Test
  void aPeerThatSendsNaksGetsTheNextAtOnce() {
    line.sends("16 a1").receives("06 a2 b0").goesOn();
    line.sends("16 a2").receives("15").sends("16 a2").receives("06 a3 b0").waits(0).goesOn();
    line.sends("16 a3");
  }

  @Test
  void theRateIsMeasuredWithNothingButTheAnswerInMind() {
    untilMetering().sends(BLOCK + "16 a4").waits(4 * PATIENCE);
    line.receives("15").isSilent().waits(4 * PATIENCE);
    line.receives(1000, "15 06 a5 b0").waits(PERIOD - 80);
  }

  @Test
  void threeFailuresOfTheRateAreEnough() {
    untilMetering();
    for (int step = 4; step <= 6; step++) {
      assertFalse(ping.isDone());
      line.sends(BLOCK + syn(step)).goesOn().goesOn();
    }
    assertTrue(ping.isDone());
    assertFalse(ping.report().lineFellSilent());
    assertEquals(0, ping.report().bytesPerSecond());
  }

  @Test
  void aPeerThatSendsNaksIsResetAheadOfTheBlock() {
    untilMeteringWithNaks().sends("15 15").receives("15").sends(BLOCK + "16 a4");
  }

  @Test
  void aPeerThatSendsNaksIsResetAtTheEnd() {
    untilMeteringWithNaks();
    for (int step = 4; step <= 6; step++) {
      line.sends("15 15").receives("15").sends(BLOCK + syn(step)).goesOn().goesOn();
    }
    assertFalse(ping.isDone());
    line.sends("15 15").receives("15");
    assertTrue(ping.isDone());
  }

  @Test
  void aLateAnswerDoesNotShortenTheNextWait() {
    line.sends("16 a1").receives("06 a2 b0").goesOn();
    line.sends("16 a2").goesOn().goesOn();
    line.sends("15 16 a3").receives(400, "06 a3 b0").isSilent().waits(PATIENCE - 400);
    PingReport report = ping.report();
    assertEquals(1, report.late());
    assertEquals(0, report.lost());
    assertEquals(Duration.ofMillis(PATIENCE + 400), report.roundTrip(1));
  }

  @Test
  void aNonceIsUsedAgainAfter94AndIsNotTakenForTheOneBefore() {
    LinePing many = LinePing.of(94, ByHand.SETTINGS);
    ByHand byHand = new ByHand(many);
    byHand.sends(syn(1)).receives(answer(1)).goesOn();
    byHand.sends(syn(2)).goesOn().goesOn();
    byHand.sends("15 " + syn(3)).receives(answer(3)).goesOn();
    for (int step = 4; step <= 95; step++) {
      byHand.sends(syn(step)).receives(answer(step)).goesOn();
    }
    byHand.sends(BLOCK + syn(96)).goesOn().receives(answer(96));
    assertEquals(1, many.report().lost());
    assertEquals(0, many.report().late());
  }

  @Test
  void theFirstOfAllNoncesMayBeAnsweredLateToo() {
    LinePing many = LinePing.of(94, ByHand.SETTINGS);
    ByHand byHand = new ByHand(many);
    for (int step = 1; step <= 93; step++) {
      byHand.sends(syn(step)).receives(answer(step)).goesOn();
    }
    byHand.sends("16 a0").goesOn().receives("06 a1 b0");
    assertEquals(1, many.report().late());
  }
}
