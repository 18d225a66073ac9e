// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The copies that the explorer makes, in walks that are small enough for every build. */
class LinkCopyTest {

  @ParameterizedTest
  @CsvSource({"1, 0, 0, true", "0, 1, 0, false", "0, 0, 1, false"})
  void aSmallWalkFindsNothing(int timers, int cuts, int restarts, boolean closes) {
    LinkWalk walk = new LinkWalk(new LinkBounds(1, 0, timers, cuts, restarts, closes, false));
    assertEquals("", walk.run());
    assertTrue(walk.states() > 500, walk.states() + " states");
  }
}
