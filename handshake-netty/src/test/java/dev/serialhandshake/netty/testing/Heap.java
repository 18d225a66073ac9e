// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whether memory stays flat, to within what the JVM does for itself meanwhile. */
public final class Heap {

  private static final long MOST_BYTES = 4_000_000;

  private Heap() {}

  /** Something that may throw. */
  public interface Flood {
    void run() throws Exception;
  }

  /** Runs what is to leave nothing behind; it must move far more bytes than are tolerated. */
  public static void assertFlat(Flood flood) throws Exception {
    long before = used();
    flood.run();
    long grown = used() - before;
    assertTrue(grown < MOST_BYTES, grown + " bytes more on the heap");
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
