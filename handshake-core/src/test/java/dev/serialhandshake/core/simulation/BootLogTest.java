// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.explorer.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Connecting while the machine still boots: the log runs for 3 s more, at 115200 baud. */
class BootLogTest {

  private static final int RUNS = 20;
  private static final long LOG = TimeUnit.SECONDS.toNanos(3);

  /** The log is played in pieces, and the last one may end a moment earlier. */
  private static final long END_OF_LOG = TimeUnit.MILLISECONDS.toNanos(10);

  /** After its end: the settle time, and a few attempts. */
  private static final long LONGEST_AFTER_IT = TimeUnit.SECONDS.toNanos(3);

  /** The original's server is behind with reading, two bytes for each tick of 10 ms. */
  private static final long LONGEST_AFTER_IT_WITH_THE_ORIGINAL = TimeUnit.SECONDS.toNanos(6);

  record Case(
      BootLog log, Pairing pairing, boolean toClient, boolean toServer, Setup.Chunks chunks) {

    Ending run(int run) {
      Setup setup = new Setup();
      setup.chunks = chunks;
      log.playsFor3s(setup, run, toClient, toServer);
      return Simulation.run(pairing, setup, run);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (BootLog log : BootLog.values()) {
      for (Pairing pairing : Pairing.values()) {
        for (Setup.Chunks chunks : Setup.Chunks.values()) {
          cases.add(new Case(log, pairing, true, false, chunks));
          cases.add(new Case(log, pairing, false, true, chunks));
          cases.add(new Case(log, pairing, true, true, chunks));
        }
      }
    }
    cases.removeIf(BootLogTest::isTooSlow);
    return cases;
  }

  /**
   * One byte at a time, the original's server reads two bytes of the log for each tick of 10 ms:
   * three minutes for 3 s of it. Its client by itself is out of step for ever.
   */
  private static boolean isTooSlow(Case each) {
    return each.chunks == Setup.Chunks.ONE_BYTE && !each.pairing.hasShippedServer();
  }

  /** A continuous log has no gap that the original could take for its end. */
  @ParameterizedTest
  @MethodSource("cases")
  void everyPairIsInSyncAfterItsEndAndNoByteOfItReachesAnApplication(Case each) {
    for (int run = 0; run < RUNS; run++) {
      Ending ending = each.run(run);
      assertEquals(Ending.Kind.IN_SYNC, ending.kind(), each + ", run " + run);
      long after = ending.nanos() - LOG;
      long longest =
          each.pairing.hasShippedServer() ? LONGEST_AFTER_IT : LONGEST_AFTER_IT_WITH_THE_ORIGINAL;
      assertTrue(after > -END_OF_LOG && after < longest, ending.toString());
      if (each.pairing.hasShippedClient()) {
        assertTrue(ending.attempts() <= (each.pairing.isShipped() ? 4 : 8), ending.toString());
      }
    }
  }

  /**
   * Noise goes to shipped ends only: the original takes a pause of a few milliseconds for the end.
   */
  static List<Case> casesWithPauses() {
    List<Case> cases = new ArrayList<>();
    for (BootLog log : BootLog.values()) {
      for (Setup.Chunks chunks : Setup.Chunks.values()) {
        cases.add(new Case(log, Pairing.SHIPPED_SHIPPED, true, false, chunks));
        cases.add(new Case(log, Pairing.SHIPPED_SHIPPED, false, true, chunks));
        cases.add(new Case(log, Pairing.SHIPPED_SHIPPED, true, true, chunks));
        cases.add(new Case(log, Pairing.SHIPPED_SEED, true, false, chunks));
        cases.add(new Case(log, Pairing.SEED_SHIPPED, false, true, chunks));
      }
    }
    return cases;
  }

  /** The pauses are those of the recorded boots, up to half a second. */
  @ParameterizedTest
  @MethodSource("casesWithPauses")
  void noPauseOfABootIsTakenForItsEnd(Case each) {
    assertTrue(each.log.pausesLongerThan(TimeUnit.MILLISECONDS.toNanos(50)) > 10);
    for (int run = 0; run < RUNS; run++) {
      Setup setup = new Setup();
      setup.chunks = each.chunks;
      long log = each.log.playsWithItsPauses(setup, run, each.toClient, each.toServer);
      Ending ending = Simulation.run(each.pairing, setup, run);
      assertEquals(Ending.Kind.IN_SYNC, ending.kind(), each + ", run " + run);
      assertTrue(ending.nanos() - log < LONGEST_AFTER_IT, ending + " after " + log);
    }
  }

  /**
   * One byte at a time, the original's server reads two bytes of the log for each tick of 10 ms:
   * three minutes for 3 s of it. The client waits until the NAKs for them end.
   */
  @ParameterizedTest
  @EnumSource
  void theOriginalsServerReadsTheLogByteByByte(BootLog log) {
    for (int run = 0; run < RUNS; run++) {
      for (boolean toClient : new boolean[] {false, true}) {
        Setup setup = new Setup();
        setup.chunks = Setup.Chunks.ONE_BYTE;
        setup.longest = TimeUnit.MINUTES.toNanos(4);
        log.playsFor3s(setup, run, toClient, true);
        Ending ending = Simulation.run(Pairing.SHIPPED_SEED, setup, run);
        assertEquals(Ending.Kind.IN_SYNC, ending.kind(), log + ", run " + run);
        assertTrue(ending.attempts() <= 8, ending.toString());
      }
    }
  }
}
