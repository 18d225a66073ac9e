// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;

/** A command of the operator's: run by a shell, where and as this process itself runs. */
public final class Shell {

  private Shell() {}

  /** The words that start it. */
  public static List<String> words(String command) {
    // Not JNA's Platform: whoever only connects does not wait for its classes.
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
