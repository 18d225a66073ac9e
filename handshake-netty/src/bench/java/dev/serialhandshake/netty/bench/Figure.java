// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.Serializable;
import java.util.Locale;

/**
 * One row of the table.
 *
 * @param what what was measured
 * @param unit of value and floor
 * @param value what the handshake makes of it
 * @param floor what the floor made of it in the same run
 * @param score the value against the floor; of paired rounds the median, which is not always the
 *     quotient of value and floor
 * @param bar what the score has to hold
 */
record Figure(String what, String unit, double value, double floor, double score, Bar bar)
    implements Serializable {

  static Figure of(String what, String unit, double value, double floor, Bar bar) {
    return new Figure(what, unit, value, floor, bar.score(value, floor), bar);
  }

  static String markdownHead() {
    return """
        | what | unit | measured | floor | score | bar | holds |
        |---|---|--:|--:|--:|--:|---|
        """;
  }

  String markdown() {
    String holds = bar.text().isEmpty() ? "" : bar.holds(score) ? "yes" : "**no**";
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s |%n",
        what,
        unit,
        number(value),
        floor == 0 ? "" : number(floor),
        bar.show(score),
        bar.text(),
        holds);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"what\": \"%s\", \"unit\": \"%s\", \"value\": %s, \"floor\": %s, \"score\": %s,"
            + " \"bar\": \"%s\", \"holds\": %s}",
        what,
        unit,
        value,
        floor,
        Double.isFinite(score) ? String.valueOf(score) : "null",
        bar.text(),
        bar.holds(score));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }
}
