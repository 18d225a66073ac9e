// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

/** What is in use on the heap, garbage aside. */
final class Heap {

  private Heap() {}

  static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
