// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static dev.serialhandshake.core.probing.Direction.FROM_PEER;
import static dev.serialhandshake.core.probing.Direction.TO_PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.probing.SimulatedLine.Change;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransparencySweepTest {

  private static final Change SEVEN_BITS = v -> new int[] {v & 0x7f};
  private static final Change NO_XON_XOFF =
      v -> v == 0x11 || v == 0x13 ? new int[0] : new int[] {v};
  private static final Change CR_TO_LF = v -> new int[] {v == 0x0d ? 0x0a : v};
  private static final Change DOUBLED_FF = v -> v == 0xff ? new int[] {0xff, 0xff} : new int[] {v};

  private static SimulatedLine line(boolean seed, Change toServer, Change toClient) {
    return seed
        ? SimulatedLine.seed(toServer, toClient)
        : SimulatedLine.shipped(toServer, toClient);
  }

  private static TransparencySweep all() {
    return TransparencySweep.allValues(SweepSettings.defaults());
  }

  private static TransparencySweep dangerous() {
    return TransparencySweep.dangerousValues(SweepSettings.defaults());
  }

  static BitSet set(int... values) {
    BitSet set = new BitSet();
    for (int value : values) {
      set.set(value);
    }
    return set;
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void aCleanLineIsTransparentAndLeftReady(boolean seed, boolean drips) {
    SimulatedLine line =
        drips ? SimulatedLine.dripping(seed) : line(seed, Change.NONE, Change.NONE);
    SweepReport report = line.run(all());
    assertTrue(report.isTransparent(), report.findings().toString());
    assertEquals(List.of(), report.findings());
    assertFalse(line.serverIsEstablished());
    assertEquals(1, line.handshake().attempts());
    assertTrue(line.serverIsEstablished());
  }

  /** The filler is swallowed, which keeps a server from taking {@code 16 06} for an ACK. */
  @Test
  void aLineThatSwallowsTheFillerIsAccusedOfThatAlone() {
    Change noFiller = v -> v == 0x15 ? new int[0] : new int[] {v};
    SimulatedLine line = line(false, noFiller, Change.NONE);
    SweepReport report = line.run(all());
    assertEquals(set(0x15), report.faults(TO_PEER));
    assertEquals(set(), report.faults(FROM_PEER));
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void aLineThatSwallowsAcksAndFillersIsAccusedOfBoth() {
    Change neither = v -> v == 0x15 || v == 0x06 ? new int[0] : new int[] {v};
    SweepReport report = line(false, neither, Change.NONE).run(dangerous());
    assertEquals(set(0x06, 0x15), report.faults(TO_PEER));
  }

  @Test
  void itTellsHowFarItIs() {
    TransparencySweep sweep = dangerous();
    assertEquals(0, sweep.tried());
    line(false, Change.NONE, Change.NONE).run(sweep);
    assertEquals(SweepPlan.noncesFor(SweepPlan.dangerous()).length, sweep.total());
    assertEquals(sweep.total(), sweep.tried());
  }

  @Test
  void allValuesMayBeChosenOneByOne() {
    BitSet all = new BitSet();
    all.set(0, 256);
    assertEquals(256, TransparencySweep.of(all, SweepSettings.defaults()).total());
  }

  /** One period for each nonce, and one for the SYN that finds out whether somebody is there. */
  @Test
  void itTakesAsLongAsExpected() {
    TransparencySweep sweep = dangerous();
    SweepReport report = line(false, Change.NONE, Change.NONE).run(sweep);
    Duration more = report.elapsed().minus(sweep.expected());
    assertFalse(more.isNegative(), more.toString());
    assertTrue(more.compareTo(Duration.ofMillis(10)) < 0, more.toString());
  }

  @Test
  void whatASweepCosts() {
    Duration perNonce = Duration.ofMillis(520);
    SweepReport few = line(false, Change.NONE, Change.NONE).run(dangerous());
    assertTrue(few.elapsed().compareTo(perNonce.multipliedBy(37)) < 0, few.elapsed().toString());
    SweepReport many = line(false, Change.NONE, Change.NONE).run(all());
    assertTrue(many.elapsed().compareTo(perNonce.multipliedBy(259)) < 0);
    SweepReport seed = line(true, Change.NONE, Change.NONE).run(all());
    assertTrue(seed.elapsed().compareTo(Duration.ofSeconds(6)) < 0, seed.elapsed().toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1200, 9600})
  void aSlowLineIsSweptAsWellWhileItsAnswersTakeTheirTime(int baud) {
    SweepSettings settings = SweepSettings.forLine(baud, Duration.ofMillis(500));
    SimulatedLine line = line(false, Change.NONE, CR_TO_LF).baud(baud);
    TransparencySweep sweep = TransparencySweep.dangerousValues(settings);
    SweepReport report = line.run(sweep);
    assertEquals(List.of("from the peer: 0d CR: CR becomes LF (stty -icrnl)"), report.findings());
    assertTrue(report.elapsed().minus(sweep.expected()).compareTo(Duration.ofSeconds(4)) < 0);
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void latencyCostsNothingExtra() {
    SimulatedLine line = line(false, Change.NONE, Change.NONE).latency(200);
    SweepReport report = line.run(dangerous());
    assertTrue(report.isTransparent(), report.findings().toString());
    assertTrue(report.elapsed().compareTo(Duration.ofSeconds(20)) < 0);
    assertEquals(Duration.ofMillis(400), report.roundTrip(0.5));
    assertEquals(Duration.ofMillis(400), report.roundTrip(0.99));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void xonAndXoffAreMissedOnTheWayToThePeer(boolean seed) {
    SimulatedLine line = line(seed, NO_XON_XOFF, Change.NONE);
    SweepReport report = line.run(dangerous());
    assertEquals(set(0x11, 0x13), report.faults(TO_PEER));
    assertEquals(ByteFate.LOST, report.fate(TO_PEER, 0x11));
    assertEquals(ByteFate.PRESUMED_LOST, report.fate(TO_PEER, 0x13));
    assertEquals(set(), report.faults(FROM_PEER));
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void xonAndXoffAreMissedOnTheWayBack() {
    SimulatedLine line = line(false, Change.NONE, NO_XON_XOFF);
    SweepReport report = line.run(dangerous());
    assertEquals(set(0x11, 0x13), report.faults(FROM_PEER));
    assertEquals(ByteFate.PRESUMED_LOST, report.fate(FROM_PEER, 0x13));
    assertEquals(set(), report.faults(TO_PEER));
    assertEquals(State.ESTABLISHED, line.handshake().state());
  }

  @Test
  void softwareFlowControlDoesNotStopTheLine() {
    SimulatedLine line = line(false, Change.NONE, Change.NONE).withSoftwareFlowControl();
    SweepReport report = line.run(all());
    assertEquals(set(0x11, 0x13), report.faults(TO_PEER));
    assertFalse(report.lineFellSilent());
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void aLineThatIsStoppedByXoffIsRevived() {
    SimulatedLine line = line(false, Change.NONE, Change.NONE).withSoftwareFlowControl();
    SweepReport report = line.run(TransparencySweep.of(set(0x13), SweepSettings.defaults()));
    assertEquals(set(0x13), report.faults(TO_PEER));
    assertFalse(report.lineFellSilent());
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void sevenBitsToThePeer() {
    SweepReport report = line(false, SEVEN_BITS, Change.NONE).run(all());
    BitSet high = new BitSet();
    high.set(0x80, 0x100);
    assertEquals(high, report.faults(TO_PEER));
    assertArrayEquals(new byte[] {0x20}, report.changedTo(TO_PEER, 0xa0));
    assertEquals(set(), report.faults(FROM_PEER));
    assertEquals(ByteFate.PASSED, report.fate(FROM_PEER, 0x80));
  }

  @Test
  void sevenBitsFromThePeer() {
    SweepReport report = line(false, Change.NONE, SEVEN_BITS).run(all());
    BitSet high = new BitSet();
    high.set(0x80, 0x100);
    assertEquals(high, report.faults(FROM_PEER));
    assertEquals(set(), report.faults(TO_PEER));
  }

  @Test
  void sevenBitsBothWaysShowOnTheWayBack() {
    SweepReport report = line(false, SEVEN_BITS, SEVEN_BITS).run(all());
    BitSet high = new BitSet();
    high.set(0x80, 0x100);
    assertEquals(high, report.faults(FROM_PEER));
    assertEquals(set(), report.faults(TO_PEER));
    assertEquals(ByteFate.UNTESTED, report.fate(TO_PEER, 0xa0));
    assertEquals(ByteFate.UNTESTED, report.fate(TO_PEER, 0xff));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void carriageReturnsThatBecomeLineFeeds(boolean seed) {
    SweepReport there = line(seed, CR_TO_LF, Change.NONE).run(dangerous());
    assertEquals(set(0x0d), there.faults(TO_PEER));
    assertArrayEquals(new byte[] {0x0a}, there.changedTo(TO_PEER, 0x0d));
    assertEquals(set(), there.faults(FROM_PEER));
    SweepReport back = line(seed, Change.NONE, CR_TO_LF).run(dangerous());
    assertEquals(set(0x0d), back.faults(FROM_PEER));
    assertEquals(set(), back.faults(TO_PEER));
  }

  @Test
  void telnetDoublesFfOnTheWayBack() {
    SimulatedLine line = line(false, Change.NONE, DOUBLED_FF);
    SweepReport report = line.run(dangerous());
    assertEquals(set(0xff), report.faults(FROM_PEER));
    assertArrayEquals(new byte[] {-1, -1}, report.changedTo(FROM_PEER, 0xff));
    assertEquals(set(), report.faults(TO_PEER));
    assertEquals(1, line.handshake().attempts());
  }

  @Test
  void whatIsNeverAnsweredHasNoPeer() {
    SweepReport report = line(false, v -> new int[0], Change.NONE).run(dangerous());
    assertFalse(report.peerAnswers());
    assertFalse(report.isTransparent());
    assertEquals(List.of("no peer answers a SYN: see what a handshake reports"), report.findings());
  }

  @Test
  void anEchoAheadOfTheAnswersIsNoFault() {
    SweepReport report = line(false, Change.NONE, Change.NONE).withEcho().run(dangerous());
    assertTrue(report.peerAnswers());
    assertEquals(List.of(), report.findings());
  }

  /** Whatever a line does: it ends, completes nothing, and finds no fault in what passes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anyLineIsSweptToTheEndAndNothingIsCompleted(boolean seed) {
    for (int i = 0; i < 40; i++) {
      Random random = new Random(i);
      double lost = random.nextInt(3) * 0.01;
      int[][] there = randomChanges(random);
      int[][] back = randomChanges(random);
      SimulatedLine line =
          line(
              seed,
              v -> random.nextDouble() < lost ? new int[0] : there[v],
              v -> random.nextDouble() < lost ? new int[0] : back[v]);
      SweepReport report = line.run(all());
      assertFalse(line.serverIsEstablished(), "run " + i);
      assertTrue(report.elapsed().compareTo(Duration.ofMinutes(15)) < 0, "run " + i);
    }
  }

  /** A few of the values change; those that both ends need do not. */
  private static int[][] randomChanges(Random random) {
    int[][] changes = new int[256][];
    for (int value = 0; value < 256; value++) {
      boolean one = random.nextInt(16) == 0 && value != 0x16 && value != 0x06;
      changes[value] = one ? random.ints(random.nextInt(3), 0, 256).toArray() : new int[] {value};
    }
    return changes;
  }

  @Test
  void bytesThatGetLostNowAndThenAreNoFaults() {
    Random random = new Random(5);
    SimulatedLine line =
        line(false, v -> random.nextInt(100) == 0 ? new int[0] : new int[] {v}, Change.NONE);
    SweepReport report = line.run(all());
    assertEquals(List.of(), report.findings());
  }

  @Test
  void aByteThatBecomesALineOfTextIsNoCleanAnswer() {
    int[] text = "not the byte that was due, but a line of text".chars().toArray();
    SweepReport report =
        line(false, Change.NONE, v -> v == 0x07 ? text : new int[] {v}).run(dangerous());
    assertFalse(report.fate(FROM_PEER, 0x07) == ByteFate.PASSED);
    assertTrue(report.peerAnswers());
  }

  @Test
  void nothingIsDueBeforeTheStart() {
    TransparencySweep sweep = dangerous();
    assertEquals(Long.MAX_VALUE, sweep.nanosToTimeout(5));
    sweep.receive(ByteView.of(new byte[] {0x06}, 0, 1), 6);
    assertNull(sweep.pollTransmit());
    assertEquals(0, sweep.tried());
  }

  @Test
  void aTimeoutThatComesTooEarlyChangesNothing() {
    TransparencySweep sweep = dangerous();
    sweep.start(1000);
    assertNotNull(sweep.pollTransmit());
    long due = sweep.nanosToTimeout(1000);
    sweep.timeout(1000 + due - 1);
    assertNull(sweep.pollTransmit());
    sweep.timeout(1000 + due);
    assertNotNull(sweep.pollTransmit());
  }

  @Test
  void aSweepStartsOnce() {
    TransparencySweep sweep = dangerous();
    sweep.start(0);
    assertThrows(IllegalStateException.class, () -> sweep.start(1));
  }

  @Test
  void waitsAreNotNegativeAndPatienceOutlastsAnAnswer() {
    Duration ms = Duration.ofMillis(1);
    Duration none = Duration.ZERO;
    Duration less = ms.negated();
    for (Duration[] waits :
        new Duration[][] {
          {less, ms, ms, ms},
          {ms, less, ms, ms},
          {none, none, ms, none},
          {none, none, ms, less},
          {ms, ms, ms, ms},
        }) {
      assertThrows(IllegalArgumentException.class, () -> settings(waits));
    }
    assertEquals(ms, settings(none, none, ms, ms).patience());
  }

  private static SweepSettings settings(Duration... waits) {
    return SweepSettings.builder()
        .answerTime(waits[0])
        .margin(waits[1])
        .patience(waits[2])
        .quietTime(waits[3])
        .build();
  }

  @Test
  void settingsCanBeReadAndChanged() {
    SweepSettings settings =
        SweepSettings.defaults().toBuilder().patience(Duration.ofSeconds(2)).build();
    assertEquals(
        "SweepSettings(answerTime=PT0.5S, margin=PT0.02S, patience=PT2S, quietTime=PT0.05S)",
        settings.toString());
  }

  @Test
  void valuesAreBytes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TransparencySweep.of(set(), SweepSettings.defaults()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TransparencySweep.of(set(256), SweepSettings.defaults()));
  }
}
