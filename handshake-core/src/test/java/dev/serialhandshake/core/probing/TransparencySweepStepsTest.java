// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static dev.serialhandshake.core.probing.ByHand.PATIENCE;
import static dev.serialhandshake.core.probing.ByHand.PERIOD;
import static dev.serialhandshake.core.probing.ByHand.QUIET;
import static dev.serialhandshake.core.probing.Direction.FROM_PEER;
import static dev.serialhandshake.core.probing.Direction.TO_PEER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What it sends, and how long it waits, byte by byte. */
class TransparencySweepStepsTest {

  /** Two values, tested by the nonces 3F, which passes, 40 and 41. */
  private final TransparencySweep sweep = sweepOf(0x40, 0x41);

  private final ByHand line = new ByHand(sweep);

  private static TransparencySweep sweepOf(int... values) {
    return TransparencySweep.of(TransparencySweepTest.set(values), ByHand.SETTINGS);
  }

  private ByteFate toPeer(int value) {
    return sweep.report().fate(TO_PEER, value);
  }

  private ByHand untilTesting() {
    line.sends("16 31").receives("06 32 b0").waits(PERIOD).goesOn();
    return line.sends("16 3f").receives("06 40 b0").waits(PERIOD).goesOn().sends("16 40");
  }

  /** The wait for an answer passes; then the peer is looked for with this SYN. */
  private ByHand failsAndLooksFor(int harmless) {
    return line.goesOn().goesOn().sends(String.format(Locale.ROOT, "11 16 %02x", harmless));
  }

  private ByHand findsAndTestsAgain(int harmless) {
    return line.receives(String.format(Locale.ROOT, "06 %02x b0", harmless + 1))
        .goesOn()
        .sends("16 40");
  }

  @Test
  void everySecondSynThatLooksForThePeerHasAFillerInFront() {
    line.sends("16 31").waits(PATIENCE).goesOn().sends("15 16 32");
    line.goesOn().sends("16 33").goesOn().sends("15 16 34");
  }

  @Test
  void whereThePeerWasLostTheFirstHasAnXonInFront() {
    untilTesting();
    failsAndLooksFor(0x32).goesOn().sends("15 16 33").goesOn().sends("16 34");
  }

  @Test
  void aNakIsNoAnswerYet() {
    line.sends("16 31").receives("15").isSilent().waits(QUIET);
    line.receives("06 32 b0").waits(PERIOD); // whatever it was for, the peer was not known
  }

  @Test
  void aPeerThatSendsNaksGetsTheNextAtOnce() {
    untilTesting();
    failsAndLooksFor(0x32).receives("15").isSilent().waits(QUIET).receives("06 33 b0").waits(0);
    line.goesOn().sends("16 40");
  }

  @Test
  void theNonceIsSentAgainForFourNaksAndNotForTheFifth() {
    untilTesting();
    for (int nak = 1; nak <= 4; nak++) {
      line.receives("15").sends("16 40").waits(PATIENCE);
    }
    line.receives("15").isSilent().waits(QUIET);
  }

  @Test
  void whatIsNoAnswerYetIsWaitedForUntilItIsQuiet() {
    untilTesting().receives(10, "06").isSilent().waits(QUIET).receives(10, "41").waits(QUIET);
    assertEquals(1, sweep.tried());
    line.receives(10, "b0");
    assertEquals(2, sweep.tried());
  }

  @Test
  void anAnswerBetweenTwoTriesIsLateAndNotLost() {
    untilTesting();
    failsAndLooksFor(0x32).receives(400, "06 41 b0").isSilent().waits(PATIENCE - 400);
    assertEquals(ByteFate.LATE, toPeer(0x40));
    findsAndTestsAgain(0x32).goesOn();
    assertEquals(2, sweep.tried());
    assertEquals(ByteFate.LATE, toPeer(0x40));
    assertEquals(ByteFate.LATE, sweep.report().fate(FROM_PEER, 0x41));
  }

  @Test
  void anAnswerThatComesWhileTheNextIsTestedIsLateToo() {
    untilTesting();
    failsAndLooksFor(0x32);
    findsAndTestsAgain(0x32);
    failsAndLooksFor(0x33);
    assertEquals(ByteFate.LOST, toPeer(0x40));
    line.receives("06 34 b0").goesOn().sends("16 41").receives(400, "06 41 b0");
    line.isSilent().waits(PATIENCE - 400);
    assertEquals(ByteFate.LATE, toPeer(0x40));
    failsAndLooksFor(0x34).receives("06 35 b0").goesOn().sends("16 41").goesOn();
    assertEquals(3, sweep.tried()); // no reply, twice: what came late was none
    assertEquals(ByteFate.LOST, toPeer(0x41));
  }

  @Test
  void theLowestNonceMayBeLateToo() {
    TransparencySweep one = sweepOf(0, 1);
    ByHand lowest = new ByHand(one);
    lowest.sends("16 31").receives("06 32 b0").goesOn();
    lowest.sends("16 00").goesOn().goesOn();
    lowest.sends("11 16 32").receives("06 01 b0");
    assertEquals(ByteFate.LATE, one.report().fate(TO_PEER, 0));
  }

  @Test
  void anAnswerToTheSecondTryPasses() {
    untilTesting();
    failsAndLooksFor(0x32);
    findsAndTestsAgain(0x32).receives("06 41 b0");
    assertEquals(ByteFate.PASSED, toPeer(0x40));
  }

  @Test
  void theSynThatLooksForThePeerMayHaveTheNonceThatFailed() {
    TransparencySweep digit = sweepOf(0x32);
    ByHand same = new ByHand(digit);
    same.sends("16 31").receives("06 32 b0").goesOn().sends("16 31").receives("06 32 b0");
    same.goesOn().sends("16 32").goesOn().goesOn();
    same.sends("11 16 32").receives("06 33 b0").waits(PERIOD).goesOn().sends("16 32");
    assertEquals(ByteFate.LOST, digit.report().fate(TO_PEER, 0x32));
  }

  @Test
  void noiseInFrontOfAnAnswerIsNoFault() {
    untilTesting().receives("06 78 78 78 78 06 41 b0");
    assertEquals(2, sweep.tried());
    assertEquals(ByteFate.PASSED, toPeer(0x40));
  }

  @Test
  void moreBytesInThePlaceOfOneAreAFault() {
    untilTesting().receives("06 78 06 41 b0");
    line.goesOn().sends("11 16 32");
    findsAndTestsAgain(0x32).receives("06 78 06 41 b0");
    assertEquals(2, sweep.tried());
    assertEquals(ByteFate.CHANGED, sweep.report().fate(FROM_PEER, 0x41));
  }

  @Test
  void theFourthTryIsTheLast() {
    untilTesting();
    failsAndLooksFor(0x32);
    for (int seen = 0x33; seen <= 0x34; seen++) {
      findsAndTestsAgain(seen - 1).receives(String.format(Locale.ROOT, "06 %02x b0", seen));
      failsAndLooksFor(seen);
    }
    findsAndTestsAgain(0x34).receives("06 35 b0");
    assertEquals(1, sweep.tried());
    line.goesOn();
    assertEquals(2, sweep.tried());
  }

  @Test
  void aPeerThatSendsNaksIsResetAtTheEnd() {
    untilTesting().receives("15").sends("16 40").receives("06 41 b0").goesOn();
    line.sends("16 41").receives("06 42 b0").goesOn().sends("15 15");
    assertFalse(sweep.isDone());
    line.receives("15");
    assertTrue(sweep.isDone());
  }
}
