// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import org.jspecify.annotations.Nullable;

/** A world under a schedule, move by move. */
final class Run {

  private final Schedule schedule;
  private World now;
  private @Nullable Move last;
  private boolean one;
  private boolean open = true;
  private boolean readsInOrder;
  private boolean timersInOrder;

  Run(Schedule schedule, World world) {
    this.schedule = schedule;
    now = world.inSilence();
    one = schedule.chunks() != Schedule.Chunks.WHOLE;
  }

  World now() {
    return now;
  }

  @Nullable Move last() {
    return last;
  }

  /** All that the rest of the run depends on, together with what is on the line. */
  @SuppressWarnings("EnumOrdinal") // compared within one walk only
  long high() {
    int timers = open ? (schedule.clientTimerFirst() ? 1 : 2) : 0;
    int order = (schedule.clientFirst() ? 1 : 0) | (one ? 2 : 0) | (timers << 2);
    return now.future() | ((long) order << 3) | ((long) schedule.chunks().ordinal() << 7);
  }

  /** Makes one move; returns whether there was one to make. */
  boolean step() {
    readsInOrder = false;
    timersInOrder = false;
    last = Judgement.of(now).isEnd() ? null : next();
    if (last == null) {
      return false;
    }
    now = now.apply(last);
    open &= last.kind() != Move.Kind.TIMER && !(last.byClient() && now.sent());
    if (last.kind() == Move.Kind.READ && schedule.chunks() == Schedule.Chunks.ALTERNATING) {
      one = !one;
    }
    return true;
  }

  /** The last move. */
  Remainder remainder(int attemptsBefore) {
    return new Remainder(now.attempts() - attemptsBefore, readsInOrder, timersInOrder);
  }

  private @Nullable Move next() {
    int toClient = now.readable(true);
    int toServer = now.readable(false);
    if (toClient > 0 || toServer > 0) {
      readsInOrder = toClient > 0 && toServer > 0;
      boolean byClient = toServer == 0 || (toClient > 0 && schedule.clientFirst());
      int bytes = one ? 1 : byClient ? toClient : toServer;
      return Move.read(byClient, bytes);
    }
    long client = now.end(true).timer();
    long server = now.end(false).timer();
    if (client < 0 && server < 0) {
      return null;
    }
    boolean both = client >= 0 && server >= 0;
    timersInOrder = both && open;
    boolean preferClient = open ? schedule.clientTimerFirst() : client <= server;
    boolean byClient = both ? preferClient : client >= 0;
    return Move.of(Move.Kind.TIMER, byClient, 0);
  }
}
