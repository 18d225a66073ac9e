// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.util.ArrayList;
import java.util.List;

/** A program of the tests, for a JVM of its own. */
public final class JavaProgram {

  private JavaProgram() {}

  /** The command that runs a class on this class path, by this JDK; more words may be added. */
  public static List<String> command(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
