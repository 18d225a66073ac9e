// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The home folder of the user. For a user without an entry in the passwd file, as in many
 * containers, Java sets {@code user.home} to a question mark. Libraries would then make a folder of
 * that name in the working folder.
 */
public final class Home {

  private static final String PROPERTY = "user.home";

  /** The home of a user who has none, as the system's login programs use it. */
  private static final String ROOT = "/";

  private static boolean known = true;

  private Home() {}

  /** Sets {@code user.home} to a real folder. Call it before any code reads that property. */
  public static void settle() {
    settle(System.getenv("HOME"));
  }

  static void settle(@Nullable String environment) {
    known = true;
    if (isPath(System.getProperty(PROPERTY))) {
      return;
    }
    known = isPath(environment);
    System.setProperty(PROPERTY, known ? String.valueOf(environment) : ROOT);
  }

  /** Whether it is an absolute path. The folder need not be there yet. */
  private static boolean isPath(@Nullable String home) {
    return home != null && !home.isEmpty() && Path.of(home).isAbsolute();
  }

  /** Whether the user has a home folder, according to Java or to {@code HOME}. */
  public static boolean isKnown() {
    return known;
  }
}
