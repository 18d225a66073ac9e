// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks the pairings. The system property {@code explorer} says how far: {@code none}, {@code
 * quick} for seconds, {@code long} for the walks in the table of PROOF.md, {@code deep} for a
 * release, anything else for every build.
 */
@Tag("explorer")
@DisabledIfSystemProperty(named = "explorer", matches = "none")
@Execution(ExecutionMode.CONCURRENT)
class ExplorerTest {

  private static final String DEPTH = System.getProperty("explorer", "");

  private record Walk(Pairing pairing, Bounds bounds) {}

  static List<Walk> walks() {
    List<Walk> walks = new ArrayList<>();
    for (Pairing pairing :
        List.of(Pairing.SHIPPED_SHIPPED, Pairing.SHIPPED_SEED, Pairing.SEED_SHIPPED)) {
      for (Bounds bounds : bounds(pairing, false)) {
        walks.add(new Walk(pairing, bounds));
      }
      if (pairing.hasShippedServer()) {
        for (Bounds bounds : bounds(pairing, true)) {
          walks.add(new Walk(pairing, bounds));
        }
        for (Bounds bounds : boundsWithLogin(pairing)) {
          walks.add(new Walk(pairing, bounds.withLogin()));
        }
      }
    }
    return walks;
  }

  /** A person types at a login on the server's line: once with each of the confirm option. */
  private static List<Bounds> boundsWithLogin(Pairing pairing) {
    return switch (DEPTH) {
      case "quick" -> List.of(new Bounds(1, 1, 0, 0, 2, !pairing.isShipped()));
      case "long", "deep" ->
          List.of(
              new Bounds(2, 1, 0, 0, 2, false),
              new Bounds(1, 1, 0, 0, 2, true),
              new Bounds(1, 0, 1, 1, 2, true));
      default -> List.of(new Bounds(1, 1, 0, 0, 2, false), new Bounds(1, 1, 0, 0, 2, true));
    };
  }

  private static List<Bounds> bounds(Pairing pairing, boolean confirm) {
    return switch (DEPTH) {
      case "quick" -> List.of(new Bounds(1, 1, 0, 0, 2, confirm));
      case "deep" ->
          List.of(new Bounds(2, 2, 0, 0, 3, confirm), new Bounds(1, 1, 1, 1, 3, confirm));
      case "long" ->
          confirm
              ? List.of(new Bounds(1, 1, 0, 0, 3, true), new Bounds(1, 0, 1, 1, 2, true))
              : List.of(
                  new Bounds(2, 2, 0, 0, pairing.isShipped() ? 2 : 3, false),
                  new Bounds(1, 1, 1, 1, 2, false));
      default ->
          confirm
              ? List.of(new Bounds(1, 1, 0, 0, 3, true), new Bounds(1, 0, 1, 0, 2, true))
              : List.of(
                  new Bounds(
                      pairing.isShipped() ? 2 : 1, 1, 0, 0, pairing.isShipped() ? 2 : 3, false),
                  new Bounds(1, 0, 1, 1, 2, false),
                  new Bounds(0, 1, 1, 1, 2, false));
    };
  }

  @ParameterizedTest
  @MethodSource("walks")
  void everyStateIsSafeAndConverges(Walk walk) {
    Explorer.Result result = new Explorer(walk.pairing, walk.bounds).run();
    System.out.printf(
        Locale.ROOT,
        "%-15s %s: %,d states, %d more attempts at the most, ends %s%n",
        walk.pairing,
        walk.bounds,
        result.states(),
        result.mostAttempts(),
        result.ends());
    assertEquals("", result.trace());
    assertEquals(Set.of(), unexpected(result), "no exceptions but those with a name");
  }

  /** What this library is for: the same walk over the original's rules at both ends. */
  @Test
  void theOriginalByItselfIsStuckInManyStates() {
    Explorer.Result result =
        new Explorer(Pairing.SEED_SEED, new Bounds(2, 1, 0, 0, 3, false)).run();
    System.out.printf(
        Locale.ROOT,
        "%-15s %s: %,d states, %.0f %% of those under way do not converge, ends %s%n",
        result.pairing(),
        result.bounds(),
        result.states(),
        100 * result.stuckShare(),
        result.ends());
    assertEquals("", result.trace(), "it is safe");
    assertTrue(result.stuckShare() > 0.2);
  }

  /** With the confirm option two of the exceptions are gone. */
  private static Set<Judgement> unexpected(Explorer.Result result) {
    Set<Judgement> ends = new HashSet<>(result.ends().keySet());
    ends.removeAll(
        Set.of(
            Judgement.IN_SYNC,
            Judgement.COINCIDENCE,
            Judgement.LATE_NOISE,
            Judgement.FINAL_ACK_DOUBLED));
    if (!result.bounds().confirm()) {
      ends.removeAll(Set.of(Judgement.HALF_OPEN, Judgement.ACK_END_DOUBLED));
    }
    return ends;
  }
}
