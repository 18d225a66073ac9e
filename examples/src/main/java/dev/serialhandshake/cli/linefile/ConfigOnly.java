// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Checks of a command line that may name a file of lines with {@code --config}. */
public final class ConfigOnly {

  private ConfigOnly() {}

  /**
   * Refuses the options of lines on a command line with {@code --config}: they belong into the
   * file.
   *
   * @param ofTheProcess the long names of the options that may stand beside {@code --config}
   */
  public static void check(CommandSpec command, Set<String> ofTheProcess) {
    for (OptionSpec given : command.commandLine().getParseResult().matchedOptions()) {
      require(
          ofTheProcess.contains(given.longestName()),
          command,
          given.longestName() + " goes into the file of --config, below 'defaults' or a line");
    }
  }

  public static void require(boolean holds, CommandSpec command, String otherwise) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }
}
