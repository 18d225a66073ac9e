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

  /** Each 56 bits of a hash, and a remainder; where it stands is told by other bits. */
  private long[] known = new long[FIRST_SIZE];

  private int size;

  private final long[] highs = new long[TOO_LONG];
  private final long[] lows = new long[TOO_LONG];
  private final Remainder[] moves = new Remainder[TOO_LONG];

  /** What a world needs under a schedule. */
  Remainder remainder(Schedule schedule, World world) {
    Run run = new Run(schedule, world);
    int length = 0;
    int attempts = 0;
    Remainder rest = known(run);
    while (rest == null && length < TOO_LONG && attempts < Remainder.TOO_MANY) {
      highs[length] = run.high();
      lows[length] = run.now().low();
      int before = run.now().attempts();
      if (!run.step()) {
        break;
      }
      moves[length] = run.remainder(before);
      attempts += moves[length++].attempts();
      rest = known(run);
    }
    boolean stuck = rest == null || rest.attempts() == Remainder.TOO_MANY;
    Remainder remainder = stuck ? Remainder.STUCK : rest;
    for (int move = length - 1; move >= 0; move--) {
      remainder = moves[move].then(remainder);
      if (!stuck) {
        remember(highs[move], lows[move], remainder);
      }
    }
    return remainder;
  }

  /** What comes after the moves that a run has made, if that is known; or null. */
  private Remainder known(Run run) {
    Judgement judgement = Judgement.of(run.now());
    if (judgement.isEnd()) {
      return judgement == Judgement.VIOLATION ? Remainder.STUCK : Remainder.CONVERGED;
    }
    long high = run.high();
    long low = run.now().low();
    long entry = known[slot(high, low)];
    boolean same = entry >>> 8 == Hash.first(high, low) >>> 8 && entry != 0;
    return same ? Remainder.unpack((int) entry & 0x7f) : null;
  }

  private void remember(long high, long low, Remainder remainder) {
    int slot = slot(high, low);
    size += known[slot] == 0 ? 1 : 0;
    known[slot] = (Hash.first(high, low) & ~0xffL) | 0x80 | remainder.pack();
    if (size > known.length / 2 && known.length < largest) {
      known = new long[4 * known.length];
      size = 0;
    }
  }

  private int slot(long high, long low) {
    return (int) Hash.second(high, low) & (known.length - 1);
  }
}
