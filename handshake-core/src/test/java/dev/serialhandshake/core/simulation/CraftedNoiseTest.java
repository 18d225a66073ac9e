// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static dev.serialhandshake.core.simulation.Ending.Kind.COINCIDENCE;
import static dev.serialhandshake.core.simulation.Ending.Kind.IN_SYNC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.explorer.Pairing;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** 140,000 handshakes of the shipped pair, with crafted noise ahead of the frames. */
class CraftedNoiseTest {

  private static final int RUNS = 20_000;
  private static final List<Setup.Chunks> CHUNKS = List.of(Setup.Chunks.values());

  private static Setup setup(Garbage noise, long seed) {
    Random random = new Random(seed);
    Setup setup = new Setup();
    setup.chunks = CHUNKS.get(random.nextInt(CHUNKS.size()));
    setup.noiseToClient = noise.bytes(random.nextInt(64), random, true);
    setup.noiseToServer = noise.bytes(random.nextInt(64), random, false);
    return setup;
  }

  private static Map<Ending.Kind, Integer> endings(Garbage noise) {
    Map<Ending.Kind, Integer> endings = new EnumMap<>(Ending.Kind.class);
    for (long seed = 0; seed < RUNS; seed++) {
      Ending ending = Simulation.run(Pairing.SHIPPED_SHIPPED, setup(noise, seed), seed);
      endings.merge(ending.kind(), 1, Integer::sum);
    }
    return endings;
  }

  /** None of these spells a nonce that the library draws. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BYTES", "OLD_FRAMES"})
  void noneIsMisaligned(Garbage noise) {
    assertEquals(Map.of(IN_SYNC, RUNS), endings(noise));
  }

  /**
   * Where noise spells a frame with the nonce of this very attempt, no reader can know: of any
   * bytes 1 pair in 65,536, of old answers 1 in 94. Nothing else misaligns.
   */
  @ParameterizedTest
  @CsvSource({"BYTES, 1000", "OLD_FRAMES, 20"})
  void nothingMisalignsButNoiseWithTheNonceOfTheAttempt(Garbage noise, int atMostOneIn) {
    Map<Ending.Kind, Integer> endings = endings(noise);
    System.out.println(noise + ": " + endings);
    int coincidences = endings.getOrDefault(COINCIDENCE, 0);
    assertEquals(RUNS, endings.get(IN_SYNC) + coincidences, endings.toString());
    assertTrue(coincidences <= RUNS / atMostOneIn, endings.toString());
  }
}
