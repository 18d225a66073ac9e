// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.util.ArrayList;
import java.util.List;

/** A program of the tests, for a JVM of its own. */
public final class JavaProgram {

  private JavaProgram() {}

  /**
   * This JDK's JVM for a program that lives for seconds: most of its work is to start, and a second
   * compiler and a parallel collector only add to that. The tests start hundreds of them.
   */
  public static List<String> jvm() {
    return new ArrayList<>(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC"));
  }

  /** The command that runs a class on this class path, by this JDK; more words may be added. */
  public static List<String> command(Class<?> program, String... arguments) {
    List<String> command = jvm();
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
