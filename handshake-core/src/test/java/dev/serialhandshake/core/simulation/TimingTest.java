// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static dev.serialhandshake.core.simulation.Ending.Kind.HALF_OPEN;
import static dev.serialhandshake.core.simulation.Ending.Kind.IN_SYNC;
import static dev.serialhandshake.core.simulation.Ending.Kind.MISALIGNED;
import static dev.serialhandshake.core.simulation.Ending.Kind.NEVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.Document;
import dev.serialhandshake.core.explorer.Pairing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The timing table of PROOF.md. After a change of a timer or a rule, run this test with {@code
 * -Ddocument=write} and look at the difference.
 */
class TimingTest {

  private static final List<Timing> TIMINGS = timings();

  private static List<Timing> timings() {
    List<Timing> timings = new ArrayList<>();
    for (TimingCase timingCase : TimingCase.values()) {
      for (Pairing pairing : Pairing.values()) {
        if (timingCase.concerns(pairing)) {
          timings.add(Timing.of(timingCase, pairing));
        }
      }
    }
    return timings;
  }

  static Stream<Timing> withAShippedEnd() {
    return TIMINGS.stream().filter(timing -> timing.pairing() != Pairing.SEED_SEED);
  }

  static Stream<Timing> shippedPairs() {
    return TIMINGS.stream().filter(timing -> timing.pairing().isShipped());
  }

  @ParameterizedTest
  @MethodSource("withAShippedEnd")
  void noPairIsMisaligned(Timing timing) {
    assertEquals(0, timing.count(MISALIGNED));
  }

  @ParameterizedTest
  @MethodSource("shippedPairs")
  void aShippedPairConvergesWithinFiveSeconds(Timing timing) {
    assertEquals(0, timing.count(NEVER));
    assertTrue(timing.worstMillis() < 5000, timing.row());
    assertTrue(timing.worstAttempts() <= 4, timing.row());
  }

  /** One final ACK in a hundred is lost, and that is the half-open line that no reader can save. */
  @ParameterizedTest
  @MethodSource("shippedPairs")
  void aShippedPairIsHalfOpenOnlyByALostFinalAck(Timing timing) {
    boolean mayBe = timing.timingCase() == TimingCase.LOSSY_LINE;
    assertTrue(timing.count(HALF_OPEN) <= (mayBe ? Timing.RUNS / 50 : 0), timing.row());
  }

  /** A seed's client gives each attempt up after 1 s, however slow the line is. */
  @ParameterizedTest
  @MethodSource("withAShippedEnd")
  void aPairWithAShippedEndConvergesWhereTheSeedLetsIt(Timing timing) {
    boolean hopeless =
        timing.timingCase() == TimingCase.LONG_LATENCY && !timing.pairing().hasShippedClient();
    assertEquals(hopeless ? Timing.RUNS : 0, timing.count(NEVER), timing.row());
  }

  @Test
  void confirmingLeavesNoPairHalfOpen() {
    for (Timing timing : TIMINGS) {
      if (timing.timingCase() == TimingCase.LOSSY_LINE_CONFIRM) {
        assertEquals(Timing.RUNS, timing.count(IN_SYNC), timing.row());
      }
    }
  }

  /**
   * Longer than an attempt there and back: only a client that stretches its timeout gets there. The
   * limit is the wait for the final ACK.
   */
  @ParameterizedTest
  @ValueSource(ints = {510, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1480})
  void aClientStretchesItsTimeoutToTheLatencyOfTheLine(int millis) {
    for (Pairing pairing : List.of(Pairing.SHIPPED_SHIPPED, Pairing.SHIPPED_SEED)) {
      for (int seed = 0; seed < 100; seed++) {
        Setup setup = new Setup();
        setup.latency = TimeUnit.MILLISECONDS.toNanos(millis);
        Ending ending = Simulation.run(pairing, setup, seed);
        assertEquals(IN_SYNC, ending.kind(), pairing + " with seed " + seed);
        assertTrue(ending.attempts() <= 6, ending + " with seed " + seed);
      }
    }
  }

  @Test
  void theTableIsShownAsItIs() throws IOException {
    StringBuilder table = new StringBuilder(Timing.HEADING);
    for (Timing timing : TIMINGS) {
      table.append(timing.row());
    }
    Document.PROOF.show("timing table", table.toString());
  }
}
