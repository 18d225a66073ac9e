// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * A line that behaves: what is sent arrives, then timers fire, the shorter one first; but how much
 * of its attempt's time a client has left at the beginning is open, until it sends something.
 *
 * @param chunks how much a read brings
 * @param clientFirst whose read comes first where both have something to read
 * @param clientTimerFirst whose timer fires first where that is open
 */
record Schedule(Chunks chunks, boolean clientFirst, boolean clientTimerFirst) {

  enum Chunks {
    ONE_BYTE,
    WHOLE,
    ALTERNATING
  }

  /** Takes each schedule that makes a difference, and how many more attempts it takes. */
  interface Each {
    void accept(Schedule schedule, int attempts);
  }

  private static final Chunks[] CHUNKS = Chunks.values();

  /** Runs a world under every schedule that makes a difference to it. */
  static void all(World world, Runs runs, Each each) {
    for (Chunks chunks : CHUNKS) {
      Remainder remainder = new Schedule(chunks, true, true).report(world, runs, each);
      boolean reads = remainder.readsInOrder();
      boolean timers = remainder.timersInOrder();
      if (reads) {
        timers |= new Schedule(chunks, false, true).report(world, runs, each).timersInOrder();
      }
      if (timers) {
        reads |= new Schedule(chunks, true, false).report(world, runs, each).readsInOrder();
      }
      if (reads && timers) {
        new Schedule(chunks, false, false).report(world, runs, each);
      }
    }
  }

  private Remainder report(World world, Runs runs, Each each) {
    Remainder remainder = runs.remainder(this, world);
    each.accept(this, remainder.attempts());
    return remainder;
  }

  /** What a run does, as far as a person reads. */
  String trace(World world) {
    StringBuilder text = new StringBuilder("  then, on a line that behaves:\n");
    Run run = new Run(this, world);
    for (int i = 0; i < 60 && run.step(); i++) {
      text.append("  ").append(run.now().describe(run.last())).append('\n');
    }
    return text.append("  ").append(Judgement.of(run.now())).toString();
  }
}
