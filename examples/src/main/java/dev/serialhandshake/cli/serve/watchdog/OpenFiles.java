// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Whether the system lets this process open as many files as its lines need: sockets, ports and
 * pipes are files too. If the limit is too low, lines fail in the middle of a login, or are never
 * opened.
 */
public final class OpenFiles {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String ROW = "Max open files";

  /** Files of the JVM, of the event loops, and of one login with a terminal and SFTP. */
  private static final long NEEDED = 64;

  /** The line itself, and a connection on it. */
  private static final long NEEDED_BY_A_LINE = 2;

  private OpenFiles() {}

  /**
   * Checks the limit, before any line is opened.
   *
   * @throws CommandFailure if not even one login at a time would be possible
   */
  public static void check(int lines) throws CommandFailure {
    OptionalLong limit = limit();
    if (limit.isPresent()) {
      check(lines, limit.getAsLong());
    }
  }

  static void check(int lines, long limit) throws CommandFailure {
    long needed = NEEDED + NEEDED_BY_A_LINE * lines;
    if (limit < needed) {
      throw new CommandFailure(
          ExitCode.USAGE,
          String.format(
              Locale.ROOT,
              "the system allows this process %d open files, and %d line%s need%s at least %d; raise"
                  + " the limit (ulimit -n, or LimitNOFILE= of a systemd unit)",
              limit,
              lines,
              lines == 1 ? "" : "s",
              lines == 1 ? "s" : "",
              needed));
    }
  }

  /** The limit, which the JVM has raised as far as it may. Empty on a system without /proc. */
  private static OptionalLong limit() {
    try {
      for (String row : Files.readAllLines(LIMITS)) {
        if (row.startsWith(ROW)) {
          return OptionalLong.of(
              Long.parseLong(row.substring(ROW.length()).strip().split(" ", 2)[0]));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Another system, or no limit.
    }
    return OptionalLong.empty();
  }
}
