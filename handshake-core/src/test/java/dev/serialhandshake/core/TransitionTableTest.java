// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionTableTest {

  private final TransitionTable.Row one =
      TransitionTable.row(State.NEW, Event.START, Action.NOTHING, State.LISTENING, "one");
  private final TransitionTable.Row other =
      TransitionTable.row(State.FAILED, Event.TIMER_IN_NOISE, Action.NOTHING, State.NEW, "other");

  @Test
  void findsARow() {
    TransitionTable table = TransitionTable.of(one, other);
    assertSame(one, table.find(State.NEW, Event.START));
    assertSame(other, table.find(State.FAILED, Event.TIMER_IN_NOISE));
    assertNull(table.find(State.NEW, Event.SYN));
    assertEquals(List.of(one, other), table.rows());
  }

  @Test
  void refusesASecondRowForTheSame() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> TransitionTable.of(one, other, one));
    assertEquals("two rows for NEW on START", e.getMessage());
  }

  @Test
  void theStatesOfTheRolesAreReachable() {
    assertEquals(
        EnumSet.of(
            State.SYN_SENT,
            State.ANSWER_IN_NOISE,
            State.ACK_SENT,
            State.DRAINING,
            State.ESTABLISHED),
        reachable(ClientHandshake.TABLE));
    assertEquals(
        EnumSet.of(
            State.LISTENING,
            State.SYN_IN_NOISE,
            State.ANSWERED,
            State.HOLDING_OFF,
            State.ANSWERED_LONG_AGO,
            State.ACK_IN_NOISE,
            State.CONFIRMING,
            State.MAYBE_SYN,
            State.ESTABLISHED),
        reachable(ServerHandshake.TABLE));
  }

  private static Set<State> reachable(TransitionTable table) {
    Set<State> reached = EnumSet.noneOf(State.class);
    boolean more = true;
    while (more) {
      more = false;
      for (TransitionTable.Row row : table.rows()) {
        if (row.from() == State.NEW || reached.contains(row.from())) {
          more |= reached.add(row.to());
        }
      }
    }
    return reached;
  }
}
