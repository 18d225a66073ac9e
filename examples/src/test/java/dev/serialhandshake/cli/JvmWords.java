// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.util.regex.Pattern;

/** What a JVM itself says on standard error. No program can prevent it. */
final class JvmWords {

  /**
   * That it has found options in the environment; and, of JDK 25, that {@code java.io.tmpdir} is
   * not there.
   */
  private static final Pattern LINE =
      Pattern.compile(
          "(NOTE: )?Picked up (JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS): .*"
              + "|WARNING: java.io.tmpdir directory does not exist");

  private JvmWords() {}

  static boolean is(String line) {
    return LINE.matcher(line).matches();
  }

  /** A text of whole lines without those. */
  static String without(String text) {
    return Pattern.compile("^(?:" + LINE + ")\\R", Pattern.MULTILINE).matcher(text).replaceAll("");
  }
}
