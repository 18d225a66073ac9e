// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import dev.serialhandshake.cli.line.LineAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What both shells complete: which options there are, and what kind of value each takes. */
final class Completion {

  /** What a value is. */
  enum Kind {
    /** One of a few words. */
    WORDS,
    FILE,
    LINE,
    SOCKET,
    /** A number or a text that no shell can know. */
    ANYTHING
  }

  private static final Set<String> FILES = Set.of("FILE", "PATH");

  private static final Pattern KIND_OF_LINE = Pattern.compile("[a-z0-9-]+:(?=[A-Z])");

  private Completion() {}

  static List<CommandSpec> commands(CommandSpec root) {
    return root.subcommands().values().stream().map(line -> line.getCommandSpec()).toList();
  }

  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** Such a value is attached: {@code --sweep=all}. */
  static boolean mayLackItsValue(OptionSpec option) {
    return option.arity().min() == 0;
  }

  static Kind kind(ArgSpec argument) {
    String label = argument.paramLabel();
    if (!words(argument).isEmpty()) {
      return Kind.WORDS;
    }
    if (label.equals("LINE") || label.startsWith("tcp:")) {
      return Kind.LINE;
    }
    if (label.equals("SOCKET")) {
      return Kind.SOCKET;
    }
    boolean file = FILES.contains(label) || argument.auxiliaryTypes()[0] == Path.class;
    return file ? Kind.FILE : Kind.ANYTHING;
  }

  /** As a person types them. */
  static List<String> words(ArgSpec argument) {
    List<String> words = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(word -> words.add(word.toLowerCase(Locale.ROOT)));
    }
    return words;
  }

  /** The kinds of a LINE that begin with their name: {@code tcp:} and others. */
  static List<String> kindsOfLines() {
    Matcher kinds = KIND_OF_LINE.matcher(LineAddress.SYNTAX);
    List<String> all = new ArrayList<>();
    while (kinds.find()) {
      if (!all.contains(kinds.group())) {
        all.add(kinds.group());
      }
    }
    return all;
  }

  /** Puts lines in the place of a marker. */
  static String filled(String template, String marker, List<String> lines) {
    return template.replace(marker, String.join("\n", lines));
  }
}
