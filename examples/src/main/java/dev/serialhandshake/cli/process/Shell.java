// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;

/**
 * A command that the operator has given. A shell runs it, in the folder of this process and as its
 * user.
 */
public final class Shell {

  private Shell() {}

  /** The program that starts it, and its arguments. */
  public static List<String> words(String command) {
    // Not by JNA's Platform: connect should not wait until its classes are loaded.
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
        ? List.of("cmd.exe", "/c", command)
        : List.of(path(), "-c", command);
  }

  public static Program program(String command) {
    List<byte[]> words = words(command).stream().map(each -> each.getBytes(UTF_8)).toList();
    return new Program(words.get(0), words, OwnEnvironment.all(), ".".getBytes(UTF_8));
  }

  private static String path() {
    String shell = System.getenv("SHELL");
    return shell == null || shell.isEmpty() ? "/bin/sh" : shell;
  }
}
