// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All pairs of something that an application does and a place where it does it, on the event loop
 * and on another thread, with auto-read and without, when the handshake succeeds and when it fails.
 * {@link PairCase} plays one of them and knows what must hold.
 */
class PairsTest {

  @TestFactory
  Stream<DynamicTest> everyPair() {
    return Stream.of(PairCase.Action.values())
        .flatMap(action -> Stream.of(PairCase.Place.values()).map(place -> pair(action, place)))
        .flatMap(pairs -> pairs);
  }

  private static Stream<DynamicTest> pair(PairCase.Action action, PairCase.Place place) {
    return IntStream.range(0, 8)
        .mapToObj(bits -> new PairCase(action, place, (bits & 1) != 0, (bits & 2) != 0, bits > 3))
        .filter(PairCase::exists)
        .map(one -> DynamicTest.dynamicTest(one.toString(), one::play));
  }

  /** Of 9 actions in 6 places: 4 places of a success, 5 of a failure, each in 4 ways. */
  @org.junit.jupiter.api.Test
  void thereAreAsManyAsTheSentenceSays() {
    long count = everyPair().count();
    assertEquals(9 * (5 + 5) * 4, count);
    assertTrue(count > 300);
  }
}
