// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.ArrayList;
import java.util.List;

/**
 * A line that behaves: what is sent arrives, then timers fire, the shorter one first; but how much
 * of its time the first of them has left is open.
 */
record Schedule(Chunks chunks, boolean clientFirst, boolean clientTimerFirst) {

  enum Chunks {
    ONE_BYTE,
    WHOLE,
    ALTERNATING
  }

  static final List<Schedule> ALL = all();

  private static List<Schedule> all() {
    List<Schedule> all = new ArrayList<>();
    for (Chunks chunks : Chunks.values()) {
      for (int i = 0; i < 4; i++) {
        all.add(new Schedule(chunks, (i & 1) == 0, (i & 2) == 0));
      }
    }
    return List.copyOf(all);
  }

  /** More attempts than any pair may need. */
  static final int TOO_MANY = 20;

  /**
   * Lets a world run.
   *
   * @return how many attempts it took more, {@link #TOO_MANY} when it never converges
   */
  int attemptsToConverge(World world) {
    int before = world.attempts();
    boolean one = chunks != Chunks.WHOLE;
    boolean open = true;
    World now = world;
    while (true) {
      Judgement judgement = Judgement.of(now);
      int more = now.attempts() - before;
      if (judgement.isEnd()) {
        return judgement == Judgement.VIOLATION ? TOO_MANY : more;
      }
      Move move = next(now, one, open);
      if (move == null || more >= TOO_MANY) {
        return TOO_MANY;
      }
      if (move.kind() == Move.Kind.READ && chunks == Chunks.ALTERNATING) {
        one = !one;
      }
      now = now.apply(move);
      open &= move.kind() != Move.Kind.TIMER && !(move.byClient() && now.sent());
    }
  }

  /** What {@link #attemptsToConverge} did, as far as a person reads. */
  String trace(World world) {
    StringBuilder text = new StringBuilder("  then, on a line that behaves:\n");
    boolean one = chunks != Chunks.WHOLE;
    boolean open = true;
    World now = world;
    for (int i = 0; i < 40 && !Judgement.of(now).isEnd(); i++) {
      Move move = next(now, one, open);
      if (move == null) {
        break;
      }
      if (move.kind() == Move.Kind.READ && chunks == Chunks.ALTERNATING) {
        one = !one;
      }
      now = now.apply(move);
      open &= move.kind() != Move.Kind.TIMER && !(move.byClient() && now.sent());
      text.append("  ").append(now.describe(move)).append('\n');
    }
    return text.append("  ").append(Judgement.of(now)).toString();
  }

  private Move next(World world, boolean one, boolean open) {
    for (int i = 0; i < 2; i++) {
      boolean byClient = clientFirst == (i == 0);
      int readable = world.readable(byClient);
      if (readable > 0) {
        return new Move(Move.Kind.READ, byClient, one ? 1 : readable, false, 0);
      }
    }
    long client = world.client.timer();
    long server = world.server.timer();
    if (client >= 0 || server >= 0) {
      boolean preferClient = open ? clientTimerFirst : client <= server;
      boolean byClient = server < 0 || (client >= 0 && preferClient);
      return new Move(Move.Kind.TIMER, byClient, 0, false, 0);
    }
    return null;
  }
}
