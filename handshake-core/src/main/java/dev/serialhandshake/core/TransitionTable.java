// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of one role and what leads from each to the next. A pair without a row changes
 * nothing.
 */
final class TransitionTable {

  /**
   * One row: in {@code from}, on {@code on}, do {@code action} and go {@code to}.
   *
   * @param why the reason of the row, as it stands in PROTOCOL.md
   */
  record Row(State from, Event on, Action action, State to, String why) {}

  private static final int EVENTS = Event.values().length;

  private final List<Row> rows;
  private final @Nullable Row[] cells = new @Nullable Row[State.values().length * EVENTS];

  private TransitionTable(List<Row> rows) {
    this.rows = rows;
    for (Row row : rows) {
      int cell = cell(row.from, row.on);
      if (cells[cell] != null) {
        throw new IllegalArgumentException("two rows for " + row.from + " on " + row.on);
      }
      cells[cell] = row;
    }
  }

  static TransitionTable of(Row... rows) {
    return new TransitionTable(List.of(rows));
  }

  static Row row(State from, Event on, Action action, State to, String why) {
    return new Row(from, on, action, to, why);
  }

  @Nullable Row find(State from, Event on) {
    return cells[cell(from, on)];
  }

  List<Row> rows() {
    return rows;
  }

  @SuppressWarnings("EnumOrdinal") // a dense table, which is never stored
  private static int cell(State from, Event on) {
    return from.ordinal() * EVENTS + on.ordinal();
  }
}
