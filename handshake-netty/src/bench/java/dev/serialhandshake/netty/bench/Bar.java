// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.Locale;

/** What a figure has to hold against its floor. */
record Bar(String text, boolean isRatio, double lowest, double highest) {

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

  String show(double score) {
    return String.format(Locale.ROOT, isRatio ? "%.3f ×" : "%+.0f", score);
  }
}
