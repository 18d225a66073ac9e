// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

/** The rule for names of lines: one word that needs no quotes in a shell, a log or a label. */
final class LineName {

  /** A regular expression for one character that no name may have. */
  static final String NOT_ALLOWED = "[^A-Za-z0-9._-]";

  private static final int LONGEST = 100;

  private LineName() {}

  /**
   * Whether a line may have this name. A star is allowed: it stands for a part of a port's name.
   */
  static boolean isAllowed(String name) {
    String word = name.replace("*", "x");
    return !word.isEmpty()
        && word.length() <= LONGEST
        && word.replaceAll(NOT_ALLOWED, "").equals(word)
        && !word.startsWith("-");
  }
}
