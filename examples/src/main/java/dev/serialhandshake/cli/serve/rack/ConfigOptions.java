// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.linefile.ConfigOnly;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of a file that takes the place of LINEs and their options. */
public final class ConfigOptions {

  /** The options that go with --config. All other options belong in the file. */
  private static final Set<String> OF_THE_PROCESS =
      Set.of(
          "--config",
          "--check",
          "--reload-now",
          "--wait",
          "--status",
          "--metrics",
          "--log-format",
          "--verbose");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Serve the lines of a YAML file. Each line has options of its own, with the names that they"
            + " have here. On SIGHUP the file is read again: a line that has not changed goes on, and"
            + " a line that has changed or is gone ends when nobody is on it. A line that cannot be"
            + " opened is tried again."
      })
  private @Nullable Path file;

  @Option(
      names = "--check",
      description = "With --config: say what is wrong with the file, and end.")
  private boolean check;

  @Option(
      names = "--reload-now",
      description =
          "With --config: on SIGHUP, end the sessions on lines that have changed or are gone.")
  private boolean reloadNow;

  /** The file; null where lines are named on the command line. */
  public @Nullable Path file() {
    return file;
  }

  public boolean reloadsAtOnce() {
    return reloadNow;
  }

  /**
   * The file that is only checked; null if lines are to be served.
   *
   * @throws ParameterException for a command line with both a file and LINEs, or with neither
   */
  public @Nullable Path toCheck(CommandSpec command, List<LineAddress> lines) {
    if (file == null) {
      ConfigOnly.require(!check, command, "--check goes with --config");
      ConfigOnly.require(!reloadNow, command, "--reload-now goes with --config");
      ConfigOnly.require(
          !lines.isEmpty(), command, "Missing required parameter: 'LINE', or --config FILE");
      return null;
    }
    ConfigOnly.require(lines.isEmpty(), command, "give --config or LINEs, not both");
    ConfigOnly.check(command, OF_THE_PROCESS);
    return check ? file : null;
  }
}
