// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

/** What a line may be called: one word that needs no quotes in a shell, a log or a label. */
final class LineName {

  /** A character that no name has. */
  static final String NOT_ALLOWED = "[^A-Za-z0-9._-]";

  private static final int LONGEST = 100;

  private LineName() {}

  /** Whether it may be; a star stands for the rest of a port's name. */
  static boolean isAllowed(String name) {
    String word = name.replace("*", "x");
    return !word.isEmpty()
        && word.length() <= LONGEST
        && word.replaceAll(NOT_ALLOWED, "").equals(word)
        && !word.startsWith("-");
  }
}
