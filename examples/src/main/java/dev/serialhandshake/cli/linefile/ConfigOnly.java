// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Rules of a command line that may name a file of lines. */
public final class ConfigOnly {

  private ConfigOnly() {}

  /** Refuses options of lines beside a file. */
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
