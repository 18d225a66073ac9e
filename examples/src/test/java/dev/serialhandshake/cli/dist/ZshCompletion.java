// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script that zsh completes with. */
final class ZshCompletion {

  private ZshCompletion() {}

  static String of(CommandSpec root, String template) {
    List<String> commands = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    for (CommandSpec command : Completion.commands(root)) {
      String header = shortened(command.usageMessage().header());
      commands.add("    '" + command.name() + ":" + quoted(header.replace(":", "\\:")) + "'");
      arguments.add("    " + command.name() + ")");
      arguments.add("      _arguments -S \\");
      arguments.addAll(specs(command));
      arguments.add("      ;;");
    }
    List<String> own = new ArrayList<>();
    Completion.options(root).forEach(option -> own.addAll(specs(option)));
    String script = template.replace("@lines@", String.join(" ", Completion.kindsOfLines()));
    script = Completion.filled(script, "@commands@", commands);
    script =
        Completion.filled(
            script, "@root@", own.stream().map(spec -> "    " + spec + " \\").toList());
    return Completion.filled(script, "@arguments@", arguments);
  }

  private static List<String> specs(CommandSpec command) {
    List<String> specs = new ArrayList<>();
    Completion.options(command).forEach(option -> specs.addAll(specs(option)));
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      String many = parameter.arity().max() > 1 ? "*" : "1";
      specs.add("'" + many + value(parameter) + "'");
    }
    int last = specs.size() - 1;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      lines.add("        " + specs.get(i) + (i < last ? " \\" : ""));
    }
    return lines;
  }

  /** One for each name of an option; after one of them, none is offered again. */
  private static List<String> specs(OptionSpec option) {
    String once = option.isMultiValue() ? "*" : "(" + String.join(" ", option.names()) + ")";
    String says = "[" + quoted(bracketed(shortened(option.description()))) + "]";
    return Stream.of(option.names())
        .map(name -> "'" + once + name + attached(option, name) + says + value(option) + "'")
        .toList();
  }

  /** Where the value of an option is: after = or a blank, after = only, or after the name. */
  private static String attached(OptionSpec option, String name) {
    if (!Completion.takesValue(option)) {
      return "";
    }
    if (!name.startsWith("--")) {
      return "+";
    }
    return Completion.mayLackItsValue(option) ? "=-" : "=";
  }

  private static String value(OptionSpec option) {
    if (!Completion.takesValue(option)) {
      return "";
    }
    return (Completion.mayLackItsValue(option) ? ":" : "") + value((ArgSpec) option);
  }

  private static String value(ArgSpec argument) {
    String action =
        switch (Completion.kind(argument)) {
          case WORDS -> "(" + String.join(" ", Completion.words(argument)) + ")";
          case FILE -> "_files";
          case LINE -> "_serial_handshake_line";
          case SOCKET -> "_serial_handshake_socket";
          case ANYTHING -> " ";
        };
    return ":" + quoted(argument.paramLabel().replace(":", "\\:")) + ":" + action;
  }

  /** The first sentence. */
  private static String shortened(String... description) {
    String text = String.format(Locale.ROOT, String.join(" ", description)).strip();
    return text.replaceFirst("(?s)\\.(\\s.*)?$", "").replaceFirst("(?s)(?<=\\?) (?=[A-Z-]).*$", "");
  }

  private static String bracketed(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]");
  }

  private static String quoted(String text) {
    return text.replace("'", "'\\''");
  }
}
