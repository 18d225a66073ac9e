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

  /** What a run needed, and whether another order would have made another run. */
  record Outcome(int attempts, boolean readsInOrder, boolean timersInOrder) {}

  /** Takes the worst of all schedules. */
  interface Worst {
    void accept(Schedule schedule, int attempts);
  }

  /** More attempts than any pair may need. */
  static final int TOO_MANY = 20;

  /** Runs a world under every schedule that makes a difference to it. */
  static void all(World world, Worst worst) {
    for (Chunks chunks : Chunks.values()) {
      Outcome outcome = new Schedule(chunks, true, true).report(world, worst);
      boolean reads = outcome.readsInOrder;
      boolean timers = outcome.timersInOrder;
      if (reads) {
        timers |= new Schedule(chunks, false, true).report(world, worst).timersInOrder;
      }
      if (timers) {
        reads |= new Schedule(chunks, true, false).report(world, worst).readsInOrder;
      }
      if (reads && timers) {
        new Schedule(chunks, false, false).report(world, worst);
      }
    }
  }

  private Outcome report(World world, Worst worst) {
    Run run = new Run(world);
    while (run.step()) {}
    worst.accept(this, run.attempts());
    return new Outcome(run.attempts(), run.readsInOrder, run.timersInOrder);
  }

  /** What a run does, as far as a person reads. */
  String trace(World world) {
    StringBuilder text = new StringBuilder("  then, on a line that behaves:\n");
    Run run = new Run(world);
    for (int i = 0; i < 60 && run.step(); i++) {
      text.append("  ").append(run.now.describe(run.last)).append('\n');
    }
    return text.append("  ").append(Judgement.of(run.now)).toString();
  }

  private final class Run {

    private final int attemptsBefore;
    private World now;
    private Move last;
    private boolean one = chunks != Chunks.WHOLE;
    private boolean open = true;
    private boolean readsInOrder;
    private boolean timersInOrder;
    private boolean stalled;

    Run(World world) {
      now = world;
      attemptsBefore = world.attempts();
    }

    int attempts() {
      boolean failed = stalled || Judgement.of(now) == Judgement.VIOLATION;
      return failed ? TOO_MANY : now.attempts() - attemptsBefore;
    }

    /** Makes one move; returns whether there was one to make. */
    boolean step() {
      if (Judgement.of(now).isEnd() || attempts() >= TOO_MANY) {
        return false;
      }
      last = next();
      if (last == null) {
        stalled = true;
        return false;
      }
      now = now.apply(last);
      open &= last.kind() != Move.Kind.TIMER && !(last.byClient() && now.sent());
      if (last.kind() == Move.Kind.READ && chunks == Chunks.ALTERNATING) {
        one = !one;
      }
      return true;
    }

    private Move next() {
      int toClient = now.readable(true);
      int toServer = now.readable(false);
      if (toClient > 0 || toServer > 0) {
        readsInOrder |= toClient > 0 && toServer > 0;
        boolean byClient = toServer == 0 || (toClient > 0 && clientFirst);
        int bytes = one ? 1 : byClient ? toClient : toServer;
        return new Move(Move.Kind.READ, byClient, bytes, false, 0);
      }
      long client = now.client.timer();
      long server = now.server.timer();
      if (client < 0 && server < 0) {
        return null;
      }
      boolean both = client >= 0 && server >= 0;
      timersInOrder |= both && open;
      boolean preferClient = open ? clientTimerFirst : client <= server;
      boolean byClient = both ? preferClient : client >= 0;
      return new Move(Move.Kind.TIMER, byClient, 0, false, 0);
    }
  }
}
