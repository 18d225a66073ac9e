// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The home folder of the user. A user without a passwd entry, as in many containers, has none by
 * Java's account: {@code user.home} is a question mark then, and libraries would make a folder of
 * that name where the program was started.
 */
public final class Home {

  private static final String PROPERTY = "user.home";

  /** What the system takes for a user who has none. */
  private static final String ROOT = "/";

  private static boolean known = true;

  private Home() {}

  /** Sets the property to a home for all that read it. Before anything else does. */
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

  /** Of a home that is not there yet, the name is enough. */
  private static boolean isPath(@Nullable String home) {
    return home != null && !home.isEmpty() && Path.of(home).isAbsolute();
  }

  /** Whether the user has a home of his own. */
  public static boolean isKnown() {
    return known;
  }
}
