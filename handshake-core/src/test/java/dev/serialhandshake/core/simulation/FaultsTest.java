// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static dev.serialhandshake.core.simulation.Ending.Kind.COINCIDENCE;
import static dev.serialhandshake.core.simulation.Ending.Kind.HALF_OPEN;
import static dev.serialhandshake.core.simulation.Ending.Kind.IN_SYNC;
import static dev.serialhandshake.core.simulation.Ending.Kind.MISALIGNED;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.explorer.Pairing;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Lines of any pace and latency, and with any of the faults. */
class FaultsTest {

  private static final int[] BAUD = {1200, 9600, 115_200, 1_000_000};

  private static Setup line(Setup.Chunks chunks, int baud, int latencyMillis, int headStartMillis) {
    Setup setup = new Setup();
    setup.chunks = chunks;
    setup.perByte = Setup.pace(BAUD[baud]);
    setup.latency = MILLISECONDS.toNanos(latencyMillis);
    setup.clientStart = MILLISECONDS.toNanos(Math.max(0, headStartMillis));
    setup.serverStart = MILLISECONDS.toNanos(Math.max(0, -headStartMillis));
    return setup;
  }

  /**
   * Noise without an ACK cannot pass for an answer to the seed's nonces, which may be any. What
   * remains is its client's deadline, and a SYN in the noise with the nonce of an attempt.
   */
  @Property(tries = 3000)
  void afterTheNoiseEveryPairConvergesInSync(
      @ForAll Pairing pairing,
      @ForAll Setup.Chunks chunks,
      @ForAll @IntRange(max = 3) int baud,
      @ForAll @IntRange(max = 450) int latency,
      @ForAll @IntRange(min = -3000, max = 3000) int headStartMillis,
      @ForAll @IntRange(max = 500) int noiseToClient,
      @ForAll @IntRange(max = 500) int noiseToServer,
      @ForAll long seed) {
    Pairing shipped = pairing == Pairing.SEED_SEED ? Pairing.SHIPPED_SHIPPED : pairing;
    // The four frames must be through before the seed's client gives up.
    int latencyMillis = shipped.hasShippedClient() ? latency : latency / 3;
    Setup setup = line(chunks, baud, latencyMillis, headStartMillis);
    Random random = new Random(seed);
    Garbage noise = shipped.isShipped() ? Garbage.SEVEN_BITS : Garbage.SYNS_AND_NAKS;
    setup.noiseToClient = noise.bytes(noiseToClient, random, true);
    setup.noiseToServer = noise.bytes(noiseToServer, random, false);
    Ending ending = Simulation.run(shipped, setup, seed);
    Set<Ending.Kind> good =
        shipped.hasShippedClient()
            ? EnumSet.of(IN_SYNC)
            : EnumSet.of(IN_SYNC, HALF_OPEN, COINCIDENCE);
    assertTrue(good.contains(ending.kind()), ending.toString());
  }

  @Property(tries = 3000)
  void bytesThatGetLostMisalignNothing(
      @ForAll Setup.Chunks chunks,
      @ForAll @IntRange(max = 3) int baud,
      @ForAll @IntRange(max = 450) int latencyMillis,
      @ForAll @DoubleRange(max = 0.2) double lost,
      @ForAll long seed) {
    Setup setup = line(chunks, baud, latencyMillis, 0);
    setup.lost = lost;
    Ending ending = Simulation.run(Pairing.SHIPPED_SHIPPED, setup, seed);
    assertNotEquals(MISALIGNED, ending.kind());
  }

  @Property(tries = 3000)
  void whereTheServerConfirmsBytesThatGetLostOnlyTakeTime(
      @ForAll Setup.Chunks chunks,
      @ForAll @IntRange(max = 3) int baud,
      @ForAll @IntRange(max = 450) int latencyMillis,
      @ForAll @DoubleRange(max = 0.1) double lost,
      @ForAll long seed) {
    Setup setup = line(chunks, baud, latencyMillis, 0);
    setup.lost = lost;
    setup.confirm = true;
    setup.longest = MILLISECONDS.toNanos(600_000);
    assertEquals(IN_SYNC, Simulation.run(Pairing.SHIPPED_SHIPPED, setup, seed).kind());
  }
}
