// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripsTest {

  @Test
  void aShareOfThemKeptToAQuantile() {
    RoundTrips trips = new RoundTrips();
    assertEquals(Duration.ZERO, trips.quantile(0.5));
    for (int i = 100; i > 0; i--) { // more than there is room for at first
      trips.add(i);
    }
    assertEquals(100, trips.count());
    assertEquals(Duration.ofNanos(1), trips.quantile(0));
    assertEquals(Duration.ofNanos(1), trips.quantile(0.01));
    assertEquals(Duration.ofNanos(50), trips.quantile(0.5));
    assertEquals(Duration.ofNanos(51), trips.quantile(0.501));
    assertEquals(Duration.ofNanos(99), trips.quantile(0.99));
    assertEquals(Duration.ofNanos(100), trips.quantile(1));
  }

  @Test
  void aCopyStaysAsItIs() {
    RoundTrips trips = new RoundTrips();
    trips.add(7);
    RoundTrips copy = trips.copy();
    trips.add(9);
    assertEquals(1, copy.count());
    assertEquals(Duration.ofNanos(7), copy.quantile(1));
  }
}
