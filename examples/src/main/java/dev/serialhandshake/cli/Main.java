// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.connect.PlainConnect;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Exit;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Home;

/** Runs a command and exits with its code. */
public final class Main {

  private Main() {}

  /**
   * The program.
   *
   * @param args its arguments
   */
  public static void main(String[] args) {
    Home.settle();
    Exit.now(run(args));
  }

  private static int run(String... args) {
    try {
      return PlainConnect.isMeant(args) ? PlainConnect.run(args[1]) : Commands.run(args);
    } catch (OutOfMemoryError | LinkageError e) {
      Console.say(sentence(e));
      return ExitCode.INTERNAL_ERROR.number();
    }
  }

  private static String sentence(Error e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return "out of memory (" + cause.getMessage() + "); give Java more, for instance -Xmx64m";
      }
    }
    return "the jar is damaged, or was written over while it ran; put it in place with mv or install,"
        + " and start again ("
        + e
        + ")";
  }
}
