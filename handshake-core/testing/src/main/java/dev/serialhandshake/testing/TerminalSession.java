// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.util.Arrays;
import java.util.List;

/**
 * A program of a test that turns into another program. That program has a session of its own. Its
 * terminal is its standard input and output and controls it, as for a program on a console.
 */
public final class TerminalSession {

  private TerminalSession() {}

  /** The command that runs a program so; the program is a path. */
  public static List<String> command(String device, String... program) {
    List<String> command = JavaProgram.command(TerminalSession.class, device);
    command.addAll(List.of(program));
    return command;
  }

  /** Becomes the program. */
  public static void main(String[] arguments) {
    PtyLibC.C.setsid();
    // The first terminal that the leader of a session opens controls it.
    int terminal = PtyLibC.C.open(arguments[0], PtyLibC.O_RDWR);
    for (int standard = 0; standard <= 2; standard++) {
      PtyLibC.C.dup2(terminal, standard);
    }
    // In English: a login prompt is translated. Not before: in that locale no JVM finds its classes
    // in a folder with an umlaut.
    PtyLibC.C.setenv("LC_ALL", "C", 1);
    String[] program = Arrays.copyOfRange(arguments, 1, arguments.length);
    PtyLibC.C.execv(program[0], program);
  }
}
