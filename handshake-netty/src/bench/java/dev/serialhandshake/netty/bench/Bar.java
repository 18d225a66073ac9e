// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.Serializable;
import java.util.Locale;

/** What a figure has to hold against its floor. */
record Bar(String text, boolean isRatio, double lowest, double highest) implements Serializable {

  static Bar ratioAtLeast(double lowest) {
    return new Bar("≥ " + lowest + " ×", true, lowest, Double.MAX_VALUE);
  }

  static Bar ratioAtMost(double highest) {
    return new Bar("≤ " + highest + " ×", true, 0, highest);
  }

  static Bar ratioWithin(double lowest, double highest) {
    return new Bar(lowest + "–" + highest + " ×", true, lowest, highest);
  }

  static Bar moreAtMost(double highest) {
    return new Bar("≤ " + Math.round(highest) + " more", false, -Double.MAX_VALUE, highest);
  }

  /** For what is shown to explain the others. */
  static Bar none() {
    return new Bar("", true, 0, Double.MAX_VALUE);
  }

  double score(double value, double floor) {
    return isRatio ? value / floor : value - floor;
  }

  boolean holds(double score) {
    return score >= lowest && score <= highest;
  }

  /** How far a score is from where it would miss: the powers of ten between them, 1 at most. */
  double reserve(double score) {
    boolean low = lowest > 0 && (highest == Double.MAX_VALUE || score < lowest);
    double quotient = low ? score / lowest : highest / Math.max(score, highest / 10);
    return Math.max(-1, Math.min(1, Math.log10(quotient)));
  }

  /** Nothing where there is no floor to be a multiple of. */
  String show(double score) {
    if (!Double.isFinite(score)) {
      return "";
    }
    String more = Math.abs(score) < 10 ? "%+.2f" : "%+.0f";
    return String.format(Locale.ROOT, isRatio ? "%.3f ×" : more, score);
  }
}
