// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.util.concurrent.TimeUnit;

/** Waits for a state that no event tells: asks again and again, and fails after a long deadline. */
public final class Poll {

  private static final long DEADLINE_SECONDS = 60;

  /** A question to the program. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  private Poll() {}

  /**
   * Returns when the condition holds.
   *
   * @param what the words for it, for the failure: "the port is closed"
   */
  public static void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.holds()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before this: " + what);
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not so within " + DEADLINE_SECONDS + " s: " + what);
      }
      Thread.onSpinWait();
    }
  }
}
