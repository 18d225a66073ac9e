// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * Runs worlds under schedules until they converge, or do not. A schedule leaves no choice: where a
 * run meets a state of an earlier run under the same schedule, its rest is that one's. So a state
 * is run on from once, as long as there is room to remember it; what is forgotten is run anew.
 */
final class Runs {

  /** More moves than any run needs that converges. */
  private static final int TOO_LONG = 2_000;

  private static final int FIRST_SIZE = 1 << 16;
  private static final int SHARE_OF_MEMORY = 16;

  private final int largest =
      Math.max(
          FIRST_SIZE,
          Integer.highestOneBit(
              (int)
                  Math.min(
                      1 << 28, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / Long.BYTES)));

  /** Each 56 bits of a hash, and an outcome; where it stands is told by other bits. */
  private long[] known = new long[FIRST_SIZE];

  private int size;

  private final long[] highs = new long[TOO_LONG];
  private final long[] lows = new long[TOO_LONG];
  private final Outcome[] moves = new Outcome[TOO_LONG];

  /** What a world needs under a schedule. */
  Outcome outcome(Schedule schedule, World world) {
    Run run = new Run(schedule, world);
    int length = 0;
    int attempts = 0;
    Outcome rest = known(run);
    while (rest == null && length < TOO_LONG && attempts < Outcome.TOO_MANY) {
      highs[length] = run.high();
      lows[length] = run.now().low();
      int before = run.now().attempts();
      if (!run.step()) {
        break;
      }
      moves[length] = run.outcome(before);
      attempts += moves[length++].attempts();
      rest = known(run);
    }
    boolean stuck = rest == null || rest.attempts() == Outcome.TOO_MANY;
    Outcome outcome = stuck ? Outcome.STUCK : rest;
    for (int move = length - 1; move >= 0; move--) {
      outcome = moves[move].then(outcome);
      if (!stuck) {
        remember(highs[move], lows[move], outcome);
      }
    }
    return outcome;
  }

  /** What comes after the moves that a run has made, if that is known; or null. */
  private Outcome known(Run run) {
    Judgement judgement = Judgement.of(run.now());
    if (judgement.isEnd()) {
      return judgement == Judgement.VIOLATION ? Outcome.STUCK : Outcome.CONVERGED;
    }
    long high = run.high();
    long low = run.now().low();
    long entry = known[slot(high, low)];
    boolean same = entry >>> 8 == Hash.first(high, low) >>> 8 && entry != 0;
    return same ? Outcome.unpack((int) entry & 0x7f) : null;
  }

  private void remember(long high, long low, Outcome outcome) {
    int slot = slot(high, low);
    size += known[slot] == 0 ? 1 : 0;
    known[slot] = (Hash.first(high, low) & ~0xffL) | 0x80 | outcome.pack();
    if (size > known.length / 2 && known.length < largest) {
      known = new long[4 * known.length];
      size = 0;
    }
  }

  private int slot(long high, long low) {
    return (int) Hash.second(high, low) & (known.length - 1);
  }
}
