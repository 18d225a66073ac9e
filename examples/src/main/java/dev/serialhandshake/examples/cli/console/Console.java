// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.console;

/** What is said to the person at the console: always on standard error, one line each. */
public final class Console {

  private static final String PROGRAM = "serial-handshake: ";

  private static boolean verbose;

  private Console() {}

  /** From now on, failures come with their stack traces. */
  public static void beVerbose() {
    verbose = true;
  }

  public static boolean isVerbose() {
    return verbose;
  }

  public static void say(String line) {
    System.err.println(PROGRAM + line);
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
