// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplorerTest {

  @ParameterizedTest
  @EnumSource(value = Pairing.class, names = "SEED_SEED", mode = EnumSource.Mode.EXCLUDE)
  void garbageNeitherMisalignsNorStallsAPair(Pairing pairing) {
    walk(pairing, new Bounds(2, 2, 0, 0, 4, false));
  }

  @ParameterizedTest
  @EnumSource(value = Pairing.class, names = "SEED_SEED", mode = EnumSource.Mode.EXCLUDE)
  void aLostOrDoubledByteNeitherMisalignsNorStallsAPair(Pairing pairing) {
    walk(pairing, new Bounds(1, 1, 1, 0, 3, false));
  }

  @ParameterizedTest
  @EnumSource(value = Pairing.class, names = "SEED_SEED", mode = EnumSource.Mode.EXCLUDE)
  void aPeerThatRestartsNeitherMisalignsNorStallsAPair(Pairing pairing) {
    walk(pairing, new Bounds(1, 1, 0, 1, 3, false));
  }

  @ParameterizedTest
  @EnumSource(
      value = Pairing.class,
      names = {"SHIPPED_SHIPPED", "SEED_SHIPPED"})
  void aServerThatConfirmsIsNeverHalfOpen(Pairing pairing) {
    walk(pairing, new Bounds(1, 1, 1, 1, 3, true));
  }

  private static void walk(Pairing pairing, Bounds bounds) {
    long began = System.nanoTime();
    Explorer.Result result = new Explorer(pairing, bounds, pairing.isShipped() ? 2 : 8).run();
    System.out.printf(
        "%-15s %s: %,d states, %d more attempts at the most, %s, %d s%n",
        pairing,
        bounds,
        result.states(),
        result.mostAttempts(),
        result.ends(),
        (System.nanoTime() - began) / 1_000_000_000);
    assertEquals("", result.trace());
    assertTrue(result.states() > 0);
  }
}
