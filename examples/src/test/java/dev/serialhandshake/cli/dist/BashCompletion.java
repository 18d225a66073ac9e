// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The script that bash completes with. */
final class BashCompletion {

  private BashCompletion() {}

  static String of(CommandSpec root, String template) {
    List<String> values = new ArrayList<>();
    List<String> options = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (CommandSpec command : Completion.commands(root)) {
      for (OptionSpec option : Completion.options(command)) {
        if (Completion.takesValue(option)) {
          values.add("    " + patterns(command, option) + ") kind='" + kind(option) + "' ;;");
        }
      }
      options.add("      " + command.name() + "/-*) kind='" + names(command) + "' ;;");
      arguments.add("      " + command.name() + "/*) kind=" + argument(command) + " ;;");
    }
    String commands =
        Completion.commands(root).stream().map(CommandSpec::name).collect(Collectors.joining(" "));
    String script = template.replace("@commands@", commands).replace("@shared@", names(root));
    script = script.replace("@lines@", String.join(" ", Completion.kindsOfLines()));
    script = Completion.filled(script, "@values@", values);
    script = Completion.filled(script, "@options@", options);
    return Completion.filled(script, "@arguments@", arguments);
  }

  /**
   * The words before a value: the option itself, or the option and the = that is attached to it.
   */
  private static String patterns(CommandSpec command, OptionSpec option) {
    return Stream.of(option.names())
        .flatMap(
            name ->
                Stream.of(
                    Completion.mayLackItsValue(option) ? "" : name,
                    name.startsWith("--") ? name + "=" : ""))
        .filter(name -> !name.isEmpty())
        .map(name -> "'" + command.name() + " " + name + "'")
        .collect(Collectors.joining(" | "));
  }

  private static String names(CommandSpec command) {
    return Completion.options(command).stream()
        .map(
            option ->
                Completion.takesValue(option) && !Completion.mayLackItsValue(option)
                    ? option.longestName() + "="
                    : option.longestName())
        .collect(Collectors.joining(" "));
  }

  private static String kind(ArgSpec argument) {
    return switch (Completion.kind(argument)) {
      case WORDS -> String.join(" ", Completion.words(argument));
      case FILE -> "FILE";
      case LINE -> "LINE";
      case SOCKET -> "SOCKET";
      case ANYTHING -> "NOTHING";
    };
  }

  private static String argument(CommandSpec command) {
    return command.positionalParameters().isEmpty()
        ? "NOTHING"
        : kind(command.positionalParameters().get(0));
  }
}
