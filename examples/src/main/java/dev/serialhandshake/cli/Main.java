// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.connect.PlainConnect;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Exit;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Home;
import dev.serialhandshake.cli.console.SystemLibraries;

/** Runs a command and exits with its code. */
public final class Main {

  private Main() {}

  /**
   * The program.
   *
   * @param args its arguments
   */
  public static void main(String[] args) {
    Exit.now(run(args));
  }

  /** All but the exit; returns its code. */
  static int run(String... args) {
    StartedJar jar = new StartedJar(System.getProperty("java.class.path", ""));
    Home.settle();
    SystemLibraries.settle();
    try {
      return PlainConnect.isMeant(args) ? PlainConnect.run(args) : Commands.run(args);
    } catch (OutOfMemoryError | LinkageError e) {
      Console.say(sentence(jar, e));
      if (Console.isVerbose()) {
        e.printStackTrace();
      }
      return ExitCode.INTERNAL_ERROR.number();
    }
  }

  private static String sentence(StartedJar jar, Error e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return "out of memory (" + cause.getMessage() + "); give Java more, for instance -Xmx64m";
      }
    }
    return e instanceof LinkageError linkage ? jar.sentence(linkage) : String.valueOf(e);
  }
}
