// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * What a run needs from a state on, and whether another order would make another run.
 *
 * @param attempts how many more SYNs; {@link #TOO_MANY} where it does not converge
 * @param readsInOrder whether both ends had something to read at some time
 * @param timersInOrder whether either end's timer could fire first at some time
 */
record Remainder(int attempts, boolean readsInOrder, boolean timersInOrder) {

  /** More attempts than any pair may need. */
  static final int TOO_MANY = 20;

  static final Remainder CONVERGED = new Remainder(0, false, false);
  static final Remainder STUCK = new Remainder(TOO_MANY, false, false);

  private static final Remainder[] ALL = new Remainder[128];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new Remainder(i & 31, (i & 32) != 0, (i & 64) != 0);
    }
  }

  /** This, and what comes after it. */
  Remainder then(Remainder rest) {
    return unpack(
        Math.min(TOO_MANY, attempts + rest.attempts)
            | (readsInOrder || rest.readsInOrder ? 32 : 0)
            | (timersInOrder || rest.timersInOrder ? 64 : 0));
  }

  int pack() {
    return attempts | (readsInOrder ? 32 : 0) | (timersInOrder ? 64 : 0);
  }

  static Remainder unpack(int packed) {
    return ALL[packed];
  }
}
