// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.console.FileState;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The jar that this process was started from, as it was then. It tells which failures of classes
 * are the jar's: Java reads a class when it is first needed, and of a jar that was written over
 * meanwhile it finds other bytes.
 */
final class StartedJar {

  private final String path;
  private final @Nullable FileState before;

  /**
   * Looks at it.
   *
   * @param path the class path of the process: one jar, or something else
   */
  StartedJar(String path) {
    this.path = path;
    before = state();
  }

  /** Null where there is no such jar: several, a folder, one that was removed. */
  private @Nullable FileState state() {
    try {
      return path.endsWith(".jar") ? FileState.of(Path.of(path)) : null;
    } catch (IOException | InvalidPathException e) {
      return null; // Some locales have no letters for the names of some folders.
    }
  }

  /** What is wrong where a class cannot be used, and what to do about it. */
  String sentence(LinkageError e) {
    FileState now = state();
    if (before != null && now != null && before.isWrittenOver(now)) {
      return path
          + " was written over while it ran; put it in place with mv or install, and start again ("
          + e
          + ")";
    }
    return isUnreadable(e)
        ? "a class is missing or damaged; is the jar whole? Copy or build it anew (" + e + ")"
        : "internal error: " + e + "; please report it";
  }

  /** A class that was found, and failed as it began, is another matter. */
  private static boolean isUnreadable(LinkageError e) {
    return e.getClass() == ClassFormatError.class
        || (e instanceof NoClassDefFoundError && e.getCause() instanceof ClassNotFoundException);
  }
}
