// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static dev.serialhandshake.core.simulation.Ending.Kind.IN_SYNC;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.explorer.Pairing;
import org.junit.jupiter.api.Test;

/** Lines whose pace or latency meets a timer in the same way in each attempt. */
class LivelockTest {

  private static Setup line(int baud, int latencyMillis) {
    Setup setup = new Setup();
    setup.chunks = Setup.Chunks.ONE_BYTE;
    setup.perByte = Setup.pace(baud);
    setup.latency = MILLISECONDS.toNanos(latencyMillis);
    return setup;
  }

  private static void assertConverges(Pairing pairing, Setup setup, int attempts) {
    Ending ending = Simulation.run(pairing, setup, 1);
    assertEquals(IN_SYNC, ending.kind(), ending + " at " + setup.latency);
    assertTrue(ending.attempts() <= attempts, ending + " at " + setup.latency);
  }

  /** At 229 ms the two bytes of every ACK arrive before and after the server's timer. */
  @Test
  void anAckMayArriveAcrossTheServersTimer() {
    for (int latency = 200; latency < 300; latency++) {
      assertConverges(Pairing.SHIPPED_SHIPPED, line(1200, latency), 1);
    }
  }

  /** NAKs for noise are on their way when the client begins; its SYNs must not keep them coming. */
  @Test
  void naksDoNotBreedSynsOnALineWithLatency() {
    for (int latency = 20; latency < 400; latency += 5) {
      for (int headStart = 0; headStart < 800; headStart += 20) {
        Setup setup = line(9600, latency);
        setup.clientStart = MILLISECONDS.toNanos(headStart);
        setup.noiseToServer = new byte[] {'x', 0x15, 0x15};
        setup.noiseToClient = new byte[] {'x', 0x15};
        assertConverges(Pairing.SHIPPED_SEED, setup, 9);
      }
    }
  }
}
