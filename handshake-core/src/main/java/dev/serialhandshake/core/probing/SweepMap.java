// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.util.EnumSet;
import java.util.Set;

/** Draws the 256 values of a direction, 16 a line. */
final class SweepMap {

  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String GREEN = "\u001b[32m";
  private static final String OFF = "\u001b[0m";

  private SweepMap() {}

  static String draw(SweepReport report, Direction direction, boolean colour) {
    StringBuilder map = new StringBuilder(1024);
    Set<ByteFate> seen = EnumSet.noneOf(ByteFate.class);
    map.append(direction.text()).append('\n');
    map.append("    0 1 2 3 4 5 6 7 8 9 a b c d e f\n");
    for (int row = 0; row < 16; row++) {
      map.append(' ').append(Character.forDigit(row, 16)).append('0');
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < 16; column++) {
        ByteFate fate = report.fate(direction, 16 * row + column);
        seen.add(fate);
        line.append(' ').append(fate == ByteFate.UNTESTED ? " " : letter(fate, colour));
      }
      map.append(line.toString().stripTrailing());
      map.append('\n');
    }
    seen.remove(ByteFate.UNTESTED);
    for (ByteFate fate : seen) {
      map.append(' ').append(letter(fate, colour)).append(' ').append(fate.text()).append('\n');
    }
    return map.toString();
  }

  private static String letter(ByteFate fate, boolean colour) {
    if (!colour) {
      return String.valueOf(fate.letter());
    }
    String tone =
        switch (fate) {
          case PASSED -> GREEN;
          case LATE, UNCLEAR, PRESUMED_LOST -> YELLOW;
          default -> RED;
        };
    return tone + fate.letter() + OFF;
  }
}
