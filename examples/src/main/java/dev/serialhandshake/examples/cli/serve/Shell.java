// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import java.util.List;

/** The user's shell, or what stands in for it. */
public final class Shell {

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private Shell() {}

  /** An interactive login shell. */
  public static List<String> login() {
    return WINDOWS ? List.of("cmd.exe") : List.of(path(), "-l");
  }

  /** A shell that runs one command. */
  public static List<String> command(String command) {
    return WINDOWS ? List.of("cmd.exe", "/c", command) : List.of(path(), "-c", command);
  }

  private static String path() {
    String shell = System.getenv("SHELL");
    return shell == null || shell.isEmpty() ? "/bin/sh" : shell;
  }
}
