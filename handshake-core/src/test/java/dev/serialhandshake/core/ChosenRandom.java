// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.random.RandomGenerator;

/** Draws that a test chooses: nonces that go up in steps of 3, and one jitter for all waits. */
public final class ChosenRandom implements RandomGenerator {

  private final int first;
  private final boolean mostJitter;
  private int draws;

  private ChosenRandom(int first, boolean mostJitter) {
    this.first = first;
    this.mostJitter = mostJitter;
  }

  /** The first nonce, the others in steps of 3, and no jitter. */
  public static RandomGenerator nonces(int first) {
    return new ChosenRandom(first, false);
  }

  /** Likewise, with the longest jitter. */
  static RandomGenerator noncesWithMostJitter(int first) {
    return new ChosenRandom(first, true);
  }

  @Override
  public long nextLong() {
    throw new IllegalStateException("an unexpected draw");
  }

  @Override
  public long nextLong(long bound) {
    return mostJitter ? bound - 1 : 0;
  }

  @Override
  public int nextInt(int bound) {
    return switch (draws++) {
      case 0 -> Math.floorMod(first - 3 - Nonces.LOWEST, bound);
      case 1 -> 1; // the odd stride 3
      default -> throw new IllegalStateException("an unexpected draw");
    };
  }
}
