// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks all states of two links. The system property {@code explorer} says how far: {@code none},
 * {@code quick} for seconds, {@code long} and {@code deep} for the walks in LINK.md's table,
 * anything else for every build.
 */
@Tag("explorer")
@DisabledIfSystemProperty(named = "explorer", matches = "none")
class LinkExplorerTest {

  static List<LinkBounds> walks() {
    return switch (System.getProperty("explorer", "")) {
      case "quick" ->
          List.of(
              new LinkBounds(2, 1, 1, 0, 0, false, false),
              new LinkBounds(1, 1, 0, 1, 0, false, false));
      case "long", "deep" ->
          List.of(
              new LinkBounds(3, 2, 1, 0, 0, false, false),
              new LinkBounds(3, 1, 1, 0, 0, true, false),
              new LinkBounds(3, 1, 1, 0, 0, false, true),
              new LinkBounds(3, 1, 0, 1, 0, false, false),
              new LinkBounds(2, 1, 0, 0, 1, false, false),
              new LinkBounds(1, 1, 0, 1, 1, false, false),
              new LinkBounds(1, 0, 0, 1, 1, true, false),
              new LinkBounds(1, 0, 0, 2, 0, false, false));
      default ->
          List.of(
              new LinkBounds(3, 1, 1, 0, 0, false, false),
              new LinkBounds(2, 1, 0, 0, 0, true, false),
              new LinkBounds(2, 1, 0, 0, 0, false, true),
              new LinkBounds(2, 1, 0, 1, 0, false, false),
              new LinkBounds(1, 1, 0, 0, 1, false, false),
              new LinkBounds(1, 0, 0, 1, 1, false, false));
    };
  }

  @ParameterizedTest
  @MethodSource("walks")
  void everyStateIsSafeAndComesToAnEnd(LinkBounds bounds) {
    LinkWalk walk = new LinkWalk(bounds);
    String trace = walk.run();
    System.out.printf(
        Locale.ROOT,
        "%s: %,d states, at most %d steps to an end%n",
        bounds,
        walk.states(),
        walk.longest());
    assertEquals("", trace);
  }
}
