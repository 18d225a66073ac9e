// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Load on two contenders in turn, round after round, so that whatever else the machine does falls
 * on both. The score is the median of the rounds' ratios.
 */
final class Rounds {

  /** A round of one contender. */
  interface Load {
    /** Returns how long each of the operations took, in nanoseconds. */
    long[] run(int operations) throws Exception;

    /** What a round needs and is not measured. */
    default void prepare() throws Exception {}
  }

  private final List<Double> values = new ArrayList<>();
  private final List<Double> floors = new ArrayList<>();
  private final List<Double> tails = new ArrayList<>();
  private final List<Double> floorTails = new ArrayList<>();

  /** The first rounds warm up, and do not count. */
  static Rounds of(Load load, Load floor, int operations, int warmUps, int rounds)
      throws Exception {
    Rounds all = new Rounds();
    for (int round = -warmUps; round < rounds; round++) {
      boolean counts = round >= 0;
      // Each goes first in every second round.
      if (round % 2 == 0) {
        run(load, operations, counts, all.values, all.tails);
        run(floor, operations, counts, all.floors, all.floorTails);
      } else {
        run(floor, operations, counts, all.floors, all.floorTails);
        run(load, operations, counts, all.values, all.tails);
      }
    }
    return all;
  }

  private static void run(
      Load load, int operations, boolean counts, List<Double> rates, List<Double> tails)
      throws Exception {
    load.prepare();
    long start = System.nanoTime();
    long[] times = load.run(operations);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (counts) {
      Arrays.sort(times);
      rates.add(operations / seconds);
      tails.add(times[(int) (times.length * 0.99)] / 1e3);
    }
  }

  Figure rate(String what, Bar bar) {
    return figure(what, "1/s", values, floors, bar);
  }

  Figure p99(String what, Bar bar) {
    return figure(what + ", p99", "µs", tails, floorTails, bar);
  }

  /** For operations one after the other. */
  Figure time(String what, Bar bar) {
    return figure(what, "ms", millis(values), millis(floors), bar);
  }

  private static List<Double> millis(List<Double> rates) {
    return rates.stream().map(rate -> 1e3 / rate).toList();
  }

  private static Figure figure(
      String what, String unit, List<Double> values, List<Double> floors, Bar bar) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / floors.get(i));
    }
    return new Figure(what, unit, median(values), median(floors), median(ratios), bar);
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
