// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A man page of a command. What it says is what {@code --help} says. */
final class ManPage {

  /**
   * The options that are declared together, by the class that declares them: a heading for each.
   */
  private static final Map<String, String> HEADINGS =
      Map.of(
          "SerialOptions", "Serial ports",
          "HandshakeOptions", "The handshake",
          "TcpOptions", "TCP",
          "TlsOptions", "TLS",
          "LinkOptions", "A link",
          "ConfigOptions", "A file of lines",
          "LoginOptions", "A login on the same line",
          "SshOptions", "The SSH server",
          "LimitOptions", "Limits");

  private static final Set<String> OF_ALL_COMMANDS = Set.of("--help", "--version", "--verbose");

  private final CommandSpec command;
  private final List<CommandSpec> others;
  private final String version;
  private final String date;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec command, List<CommandSpec> others, String version, String date) {
    this.command = command;
    this.others = others;
    this.version = version;
    this.date = date;
  }

  /** Pages of a command and its subcommands, by the name of their file. */
  static Map<String, String> all(CommandSpec root, String version, String date) {
    List<CommandSpec> commands = new ArrayList<>(List.of(root));
    root.subcommands().values().forEach(command -> commands.add(command.getCommandSpec()));
    Map<String, String> pages = new LinkedHashMap<>();
    for (CommandSpec command : commands) {
      List<CommandSpec> others = commands.stream().filter(other -> other != command).toList();
      pages.put(name(command) + ".1", new ManPage(command, others, version, date).write());
    }
    return pages;
  }

  /** Of the page: {@code serial-handshake-serve} for {@code serial-handshake serve}. */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private String write() {
    line(
        String.format(
            Locale.ROOT,
            ".TH %s 1 \"%s\" \"serial\\-handshake %s\" \"User Commands\"",
            Roff.escaped(name(command).toUpperCase(Locale.ROOT)),
            Roff.escaped(date),
            Roff.escaped(version)));
    // No hyphens at the ends of lines, and no wide gaps between words.
    line(".nh");
    line(".ad l");
    section("NAME");
    line(Roff.escaped(name(command)) + " \\- " + Roff.escaped(inShort()));
    section("SYNOPSIS");
    line(
        Roff.bold(command.qualifiedName()) + " [" + Roff.italic("OPTION") + "]... " + parameters());
    section("DESCRIPTION");
    paragraphs(List.of(command.usageMessage().description()));
    commands();
    options();
    section("EXIT STATUS");
    command
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> entry(Roff.bold(code.strip()), meaning));
    environment();
    section("SEE ALSO");
    seeAlso();
    return page.toString();
  }

  /** The header without its full stop. */
  private String inShort() {
    return Stream.of(command.usageMessage().header())
        .map(ManPage::formatted)
        .collect(Collectors.joining(" "))
        .strip()
        .replaceFirst("\\.$", "");
  }

  private String parameters() {
    if (!command.subcommands().isEmpty()) {
      return Roff.italic("COMMAND");
    }
    return command.positionalParameters().stream()
        .map(
            parameter -> {
              String label = Roff.italic(parameter.paramLabel());
              String one = parameter.arity().min() == 0 ? "[" + label + "]" : label;
              return parameter.arity().max() > 1 ? one + "..." : one;
            })
        .collect(Collectors.joining(" "));
  }

  /** Each element is a paragraph; indented ones are kept as they are. */
  private void paragraphs(List<String> texts) {
    boolean verbatim = false;
    boolean first = true;
    for (String text : texts) {
      String words = formatted(text);
      if (words.isBlank()) {
        continue;
      }
      boolean indented = words.startsWith("  ");
      if (indented != verbatim) {
        lines(indented ? List.of(".PP", ".RS", ".nf") : List.of(".fi", ".RE"));
        verbatim = indented;
      }
      if (!indented && !first) {
        line(".PP");
      }
      line(indented ? Roff.verbatim(words.substring(2)) : Roff.text(words));
      first = false;
    }
    if (verbatim) {
      lines(List.of(".fi", ".RE"));
    }
  }

  private void commands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (CommandSpec other : others) {
      String header = String.join(" ", other.usageMessage().header());
      entry(Roff.bold(other.name()), formatted(header).strip());
    }
  }

  private void options() {
    section("OPTIONS");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      entry(Roff.italic(parameter.paramLabel()), text(parameter.description()));
    }
    Map<String, List<OptionSpec>> grouped = grouped();
    grouped.forEach(
        (heading, options) -> {
          if (!heading.isEmpty()) {
            line(".SS " + Roff.escaped(heading));
          }
          options.forEach(option -> entry(names(option), text(option.description())));
        });
  }

  /** The command's own come first; those that all commands have come last. */
  private Map<String, List<OptionSpec>> grouped() {
    Map<String, String> headings = new LinkedHashMap<>();
    collect(command, headings);
    Map<String, List<OptionSpec>> grouped = new LinkedHashMap<>();
    grouped.put("", new ArrayList<>());
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !OF_ALL_COMMANDS.contains(option.longestName())) {
        String heading = headings.getOrDefault(option.longestName(), "");
        grouped.computeIfAbsent(heading, key -> new ArrayList<>()).add(option);
      }
    }
    boolean headed = grouped.size() > 1;
    List<OptionSpec> shared =
        command.options().stream()
            .filter(option -> OF_ALL_COMMANDS.contains(option.longestName()))
            .toList();
    grouped.computeIfAbsent(headed ? "All commands" : "", key -> new ArrayList<>()).addAll(shared);
    return grouped;
  }

  private static void collect(CommandSpec spec, Map<String, String> headings) {
    for (CommandSpec mixin : spec.mixins().values()) {
      String heading = HEADINGS.get(mixin.userObject().getClass().getSimpleName());
      if (heading != null) {
        mixin.options().forEach(option -> headings.put(option.longestName(), heading));
      }
      collect(mixin, headings); // what is declared further inside is told apart there
    }
  }

  private static String names(OptionSpec option) {
    String value = value(option);
    Set<String> names = new LinkedHashSet<>();
    for (String name : option.names()) {
      String separator = name.startsWith("--") ? "=" : " ";
      names.add(Roff.bold(name) + (value.isEmpty() ? "" : value.replace("=", separator)));
    }
    return String.join(", ", names);
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String value = "=" + Roff.italic(option.paramLabel());
    return option.arity().min() == 0 ? "[" + value + "]" : value;
  }

  private void environment() {
    section("ENVIRONMENT");
    entry(
        Roff.bold("XDG_RUNTIME_DIR"),
        "`serve` makes its status socket below this folder; `status` looks for it there.");
    entry(Roff.bold("NO_COLOR"), "If it is set, nothing is printed in colours.");
    entry(Roff.bold("JAVA_HOME"), "The Java to run with; without it, the `java` of the PATH.");
    entry(
        Roff.bold("XDG_CACHE_HOME"),
        "The starter keeps an archive of classes below this folder, so that later starts take less time (default: ~/.cache).");
  }

  private void seeAlso() {
    String pages =
        others.stream()
            .map(other -> Roff.bold(name(other)) + "(1)")
            .collect(Collectors.joining(",\n"));
    line(pages + ",");
    line(Roff.bold("ssh") + "(1), " + Roff.bold("ssh_config") + "(5)");
  }

  private static String text(String... description) {
    return Stream.of(description).map(ManPage::formatted).collect(Collectors.joining(" "));
  }

  /** As the help text shows it. */
  private static String formatted(String text) {
    return String.format(Locale.ROOT, text);
  }

  private void section(String name) {
    line(".SH " + name);
  }

  private void entry(String head, String text) {
    line(".TP");
    line(head);
    line(Roff.text(text));
  }

  private void lines(List<String> lines) {
    lines.forEach(this::line);
  }

  private void line(String line) {
    page.append(line).append('\n');
  }
}
