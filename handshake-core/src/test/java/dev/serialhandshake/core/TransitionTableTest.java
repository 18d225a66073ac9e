// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionTableTest {

  private final TransitionTable.Row one =
      TransitionTable.on(State.NEW, Event.START, Action.NOTHING, State.LISTENING).because("one");
  private final TransitionTable.Row other =
      TransitionTable.on(State.FAILED, Event.TIMER_IN_NOISE, Action.NOTHING, State.NEW)
          .because("other");

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
  void refusesARowWithoutAReason() {
    TransitionTable.Row bare =
        TransitionTable.on(State.NEW, Event.START, Action.NOTHING, State.LISTENING);
    assertThrows(IllegalArgumentException.class, () -> TransitionTable.of(bare));
  }

  @Test
  void allWaysToFailedStandInOnePlace() {
    for (TransitionTable table : List.of(ClientTable.TABLE, ServerTable.TABLE)) {
      for (TransitionTable.Row row : table.rows()) {
        assertNotEquals(State.FAILED, row.to());
      }
      for (TransitionTable.Row row : TransitionTable.FAILURES) {
        assertEquals(State.FAILED, row.to());
        assertSame(row, table.find(State.NEW, row.on()));
        assertSame(row, table.find(State.ESTABLISHED, row.on()));
        assertNull(table.find(State.FAILED, row.on()));
      }
    }
  }

  @Test
  void theStatesOfTheRolesAreReachable() {
    assertEquals(
        EnumSet.of(
            State.SYN_SENT,
            State.SYN_ACK_IN_DOUBT,
            State.ACK_SENT,
            State.DRAINING,
            State.ESTABLISHED),
        reachable(ClientTable.TABLE));
    assertEquals(
        EnumSet.of(
            State.LISTENING,
            State.SYN_IN_DOUBT,
            State.ANSWERED,
            State.HOLDING_OFF,
            State.ANSWERED_LONG_AGO,
            State.ACK_IN_DOUBT,
            State.CONFIRMING,
            State.MAYBE_SYN,
            State.ESTABLISHED),
        reachable(ServerTable.TABLE));
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
