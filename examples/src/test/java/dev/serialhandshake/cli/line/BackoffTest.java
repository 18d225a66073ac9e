// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

  /** No chance in it. */
  private static final RandomGenerator ZERO = () -> 0;

  @Test
  void eachPauseIsTwiceTheOneBeforeUpToALimit() {
    Backoff backoff = new Backoff(900, ZERO);
    assertEquals(250, backoff.next());
    assertEquals(500, backoff.next());
    assertEquals(900, backoff.next());
    assertEquals(900, backoff.next());
  }

  @Test
  void afterSuccessItStartsAnew() {
    Backoff backoff = new Backoff(8000, ZERO);
    backoff.next();
    backoff.next();
    backoff.reset();
    assertEquals(250, backoff.next());
  }

  @Test
  void chanceTakesAQuarterAtMost() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      long pause = new Backoff(8000, random).next();
      assertTrue(pause > 187 && pause <= 250, "pause " + pause);
    }
  }
}
