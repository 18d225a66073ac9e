// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.console;

import java.io.PrintStream;

/** What is said to the person at the console: always on standard error, one line each. */
public final class Console {

  private static final String PROGRAM = "serial-handshake: ";

  private static final PrintStream STANDARD_ERROR = System.err;

  private static boolean verbose;

  private Console() {}

  /** From now on, failures come with their stack traces, and libraries log. */
  public static void beVerbose() {
    verbose = true;
    System.setErr(new ShownStream(STANDARD_ERROR));
  }

  public static boolean isVerbose() {
    return verbose;
  }

  /** Whatever a line quotes, no terminal acts on it. */
  public static void say(String line) {
    System.err.println(PROGRAM + Shown.text(line));
  }

  /** Standard error for those who draw on it. */
  public static PrintStream drawing() {
    return STANDARD_ERROR;
  }

  public static void tell(Throwable failure) {
    say(oneLine(failure));
    if (verbose) {
      failure.printStackTrace();
    }
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getName() : message.replaceAll("\\R+\\s*", " ");
  }
}
