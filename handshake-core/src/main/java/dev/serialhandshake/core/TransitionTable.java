// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of state of one role. A row names a state and an event. An event that has no row in
 * the present state changes nothing.
 */
final class TransitionTable {

  /**
   * One row: in the state {@code from}, on the event {@code on}, do {@code action} and go to the
   * state {@code to}.
   *
   * @param from null for every state but {@link State#FAILED}
   * @param why the reason of the row, as it stands in PROTOCOL.md
   */
  record Row(@Nullable State from, Event on, Action action, State to, String why) {

    Row because(String reason) {
      return new Row(from, on, action, to, reason);
    }
  }

  /** Every way to {@link State#FAILED}. These rows are the same for both roles. */
  static final List<Row> FAILURES =
      List.of(
          anywhere(Event.DEADLINE)
              .because(
                  "The caller set this limit. The failure reason says what was received"
                      + " until then."),
          anywhere(Event.TOO_MUCH_GARBAGE)
              .because(
                  "The caller set this limit, because a line with so much garbage may have"
                      + " no peer."),
          anywhere(Event.END_OF_INPUT).because("No frame can arrive any more."),
          anywhere(Event.ABANDONED)
              .because("The caller knows why, for example because a frame could not be written."));

  private static final int EVENTS = Event.values().length;
  private static final @Nullable Row[] FAILURE_ON = new @Nullable Row[EVENTS];

  static {
    for (Row row : FAILURES) {
      FAILURE_ON[index(row.on)] = row;
    }
  }

  private final List<Row> rows;
  private final @Nullable Row[] cells = new @Nullable Row[State.values().length * EVENTS];

  private TransitionTable(List<Row> rows) {
    this.rows = rows;
    for (State from : State.values()) {
      if (from != State.FAILED) {
        System.arraycopy(FAILURE_ON, 0, cells, cell(from, Event.START), EVENTS);
      }
    }
    for (Row row : rows) {
      State from = row.from;
      if (from == null || row.why.isEmpty()) {
        throw new IllegalArgumentException("a row without a state or a reason: " + row);
      }
      int cell = cell(from, row.on);
      if (cells[cell] != null) {
        throw new IllegalArgumentException("two rows for " + from + " on " + row.on);
      }
      cells[cell] = row;
    }
  }

  static TransitionTable of(Row... rows) {
    return new TransitionTable(List.of(rows));
  }

  static Row on(State from, Event on, Action action, State to) {
    return new Row(from, on, action, to, "");
  }

  private static Row anywhere(Event on) {
    return new Row(null, on, Action.DISCARD_FRAME, State.FAILED, "");
  }

  @Nullable Row find(State from, Event on) {
    return cells[cell(from, on)];
  }

  /** The rows of the role, without the {@link #FAILURES}. */
  List<Row> rows() {
    return rows;
  }

  @SuppressWarnings("EnumOrdinal") // a dense table, which is never stored
  private static int cell(State from, Event on) {
    return from.ordinal() * EVENTS + index(on);
  }

  @SuppressWarnings("EnumOrdinal") // an index that is never stored
  private static int index(Event on) {
    return on.ordinal();
  }
}
