// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Whole sessions over two ways in turn, so that whatever else the machine does falls on both. The
 * score is the median of the rounds' ratios.
 */
final class InTurn {

  /** Takes a time, or a rate. */
  interface Use {
    double of(FeltWay way) throws Exception;
  }

  private InTurn() {}

  static Figure compare(
      String what, String unit, int rounds, Use use, FeltWay ours, FeltWay theirs, Bar bar)
      throws Exception {
    List<Double> values = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      boolean oursFirst = round % 2 == 0;
      double first = use.of(oursFirst ? ours : theirs);
      double second = use.of(oursFirst ? theirs : ours);
      if (round >= 0) { // the first of each loads classes and files
        values.add(oursFirst ? first : second);
        floors.add(oursFirst ? second : first);
        ratios.add(values.get(round) / floors.get(round));
      }
    }
    return new Figure(
        what, unit, Rounds.median(values), Rounds.median(floors), Rounds.median(ratios), bar);
  }
}
