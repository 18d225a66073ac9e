// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import dev.serialhandshake.examples.cli.connect.PlainConnect;
import dev.serialhandshake.examples.cli.console.Exit;
import dev.serialhandshake.examples.cli.console.Home;

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
    Exit.now(PlainConnect.isMeant(args) ? PlainConnect.run(args[1]) : Commands.run(args));
  }
}
