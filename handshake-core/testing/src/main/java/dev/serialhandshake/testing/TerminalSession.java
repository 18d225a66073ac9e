// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.util.Arrays;
import java.util.List;

/**
 * A program of a test that turns into another one: in a session of its own, with a terminal that is
 * its standard input and output and that controls it, as a getty starts what runs on a console.
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
    LibC.C.setsid();
    // The first terminal that the leader of a session opens controls it.
    int terminal = LibC.C.open(arguments[0], LibC.O_RDWR);
    for (int standard = 0; standard <= 2; standard++) {
      LibC.C.dup2(terminal, standard);
    }
    // In English: a login prompt is translated. Not before: in that locale no JVM finds its classes
    // in a folder with an umlaut.
    LibC.C.setenv("LC_ALL", "C", 1);
    String[] program = Arrays.copyOfRange(arguments, 1, arguments.length);
    LibC.C.execv(program[0], program);
  }
}
