// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.probing.SimulatedLine.Change;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinePingTest {

  private static final SweepSettings SETTINGS = SweepSettings.defaults();

  private static SimulatedLine clean() {
    return SimulatedLine.shipped(Change.NONE, Change.NONE);
  }

  private static void assertAllAnswered(int count, PingReport report) {
    assertTrue(report.peerAnswers());
    assertEquals(count, report.sent());
    assertEquals(count, report.answered());
    assertEquals(0, report.late() + report.lost() + report.corrupted());
    assertFalse(report.lineFellSilent());
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void aCleanLineAnswersAllAndIsLeftReady(boolean seed, boolean drips) {
    SimulatedLine line =
        drips
            ? SimulatedLine.dripping(seed)
            : seed ? SimulatedLine.seed(Change.NONE, Change.NONE) : clean();
    assertAllAnswered(50, line.run(LinePing.of(50, SETTINGS)));
    assertFalse(line.serverIsEstablished());
    assertEquals(1, line.handshake().attempts());
    assertTrue(line.serverIsEstablished());
  }

  /** Among so many there are servers whose ACK is the nonce of the next SYN. */
  @Test
  void everyServerAnswersAllOnACleanLine() {
    for (long draw = 0; draw < 100; draw++) {
      assertAllAnswered(100, SimulatedLine.shipped(draw).run(LinePing.of(100, SETTINGS)));
    }
  }

  @Test
  void theRoundTripIsThatOfTheLine() {
    PingReport report = clean().latency(40).run(LinePing.of(20, SETTINGS));
    assertEquals(Duration.ofMillis(80), report.roundTrip(0.5));
    assertEquals(Duration.ofMillis(80), report.roundTrip(0.99));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1200, 9600, 115_200})
  void theRateIsThatOfTheLine(int baud) {
    SweepSettings settings = SweepSettings.forLine(baud, Duration.ofMillis(500));
    PingReport report = clean().baud(baud).run(LinePing.of(10, settings));
    assertAllAnswered(10, report);
    assertEquals(baud / 10.0, report.bytesPerSecond(), baud / 1000.0);
  }

  @Test
  void theRateIsFoundWithASeedServerToo() {
    SimulatedLine line = SimulatedLine.seed(Change.NONE, Change.NONE).baud(9600);
    PingReport report = line.run(LinePing.of(10, SETTINGS));
    assertAllAnswered(10, report);
    assertEquals(960, report.bytesPerSecond(), 96);
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void aLineThatIsFasterThanTimersHasNoRate() {
    assertEquals(0, clean().run(LinePing.of(10, SETTINGS)).bytesPerSecond());
  }

  @Test
  void aLoginTakesFourSecondsAt9600Baud() {
    PingReport report = clean().baud(9600).run(LinePing.of(10, SETTINGS));
    assertEquals(4, Math.round(report.sshLogin().toMillis() / 1000.0));
  }

  @Test
  void whereOnlyTheLatencyCountsALoginIsNineRoundTrips() {
    PingReport report = clean().latency(50).run(LinePing.of(10, SETTINGS));
    assertEquals(Duration.ofMillis(900), report.sshLogin());
  }

  /** Of the answers, three bytes each, every so manieth is not what was sent. */
  private static Change everyFourthAnswer(int[] instead) {
    int[] count = {0};
    return value -> count[0]++ / 3 % 4 == 3 ? instead : new int[] {value};
  }

  @Test
  void lostAnswersAreCounted() {
    SimulatedLine line = SimulatedLine.shipped(Change.NONE, everyFourthAnswer(new int[0]));
    PingReport report = line.run(LinePing.of(40, SETTINGS));
    assertEquals(40, report.sent());
    assertEquals(10, report.lost());
    assertEquals(30, report.answered());
    assertEquals(0, report.corrupted());
  }

  @Test
  void corruptedAnswersAreCounted() {
    SimulatedLine line = SimulatedLine.shipped(Change.NONE, everyFourthAnswer(new int[] {0x55}));
    PingReport report = line.run(LinePing.of(40, SETTINGS));
    assertEquals(10, report.corrupted());
    assertEquals(30, report.answered());
    assertEquals(0, report.lost());
  }

  @Test
  void answersThatComeLaterThanThePatienceAreLateAndNotLost() {
    PingReport report = clean().latency(700).run(LinePing.of(10, SETTINGS));
    assertEquals(Duration.ofMillis(1400), report.roundTrip(0.5));
    assertTrue(report.late() >= 9, "late: " + report.late());
    assertTrue(report.lost() <= 1, "lost: " + report.lost()); // the last, not waited for
  }

  @Test
  void whereNothingAnswersNobodyIsThere() {
    SimulatedLine line = SimulatedLine.shipped(value -> new int[0], Change.NONE);
    PingReport report = line.run(LinePing.of(1000, SETTINGS));
    assertFalse(report.peerAnswers());
    assertEquals(0, report.sent());
    assertEquals(Duration.ofSeconds(8), report.elapsed());
  }

  @Test
  void aPeerThatStopsAnsweringEndsTheTest() {
    int[] sent = {0};
    Change dies = value -> sent[0]++ > 20 ? new int[0] : new int[] {value};
    PingReport report = SimulatedLine.shipped(dies, Change.NONE).run(LinePing.of(1000, SETTINGS));
    assertTrue(report.peerAnswers());
    assertTrue(report.lineFellSilent());
    assertEquals(9, report.answered());
  }

  @Test
  void aLineThatClosesEndsTheTest() {
    LinePing ping = LinePing.of(10, SETTINGS);
    ping.start(0);
    ping.inputClosed();
    assertTrue(ping.isDone());
    assertFalse(ping.report().peerAnswers());
  }

  @Test
  void itTakesAsLongAsExpected() {
    LinePing ping = LinePing.of(20, SETTINGS);
    PingReport report = clean().baud(9600).run(ping);
    Duration off = report.elapsed().minus(ping.expected()).abs();
    assertTrue(off.compareTo(Duration.ofSeconds(1)) < 0, report.elapsed() + " " + ping.expected());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onAnyLineItEndsAndCompletesNothing(boolean seed) {
    for (int i = 0; i < 40; i++) {
      Random random = new Random(i);
      double lost = random.nextInt(4) * 0.05;
      Change change =
          value ->
              random.nextDouble() >= lost
                  ? new int[] {value}
                  : random.nextBoolean() ? new int[0] : new int[] {random.nextInt(256)};
      SimulatedLine line =
          seed ? SimulatedLine.seed(change, change) : SimulatedLine.shipped(change, change);
      PingReport report = line.run(LinePing.of(60, SETTINGS));
      assertFalse(line.serverIsEstablished(), "run " + i);
      int outcomes = report.answered() + report.late() + report.lost() + report.corrupted();
      assertEquals(report.sent(), outcomes, "run " + i);
    }
  }

  @Test
  void aPeerThatIsCutOffFellSilent() {
    LinePing ping = LinePing.of(10, SETTINGS);
    ping.start(0);
    byte[] syn = ping.pollTransmit();
    byte[] answer = {0x06, (byte) (syn[1] + 1), 0x40};
    ping.receive(ByteView.of(answer, 0, answer.length), 1_000_000);
    ping.inputClosed();
    assertTrue(ping.report().peerAnswers());
    assertTrue(ping.report().lineFellSilent());
  }

  @Test
  void itTellsHowFarItIs() {
    LinePing ping = LinePing.of(7, SETTINGS);
    assertEquals(0, ping.sent());
    clean().run(ping);
    assertEquals(7, ping.sent());
  }

  @Test
  void aCountIsAtLeastOne() {
    assertAllAnswered(1, clean().run(LinePing.of(1, SETTINGS)));
    assertThrows(IllegalArgumentException.class, () -> LinePing.of(0, SETTINGS));
  }
}
