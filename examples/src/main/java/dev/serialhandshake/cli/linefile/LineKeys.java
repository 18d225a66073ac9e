// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.line.WholeNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads the keys of a line in a file. A key is a long option of the command line without its
 * hyphens. Each key and value becomes an argument, and picocli reads the arguments, so a file and a
 * command line have the same meaning and the same messages.
 */
final class LineKeys<O> {

  /**
   * The key for the LINE. The option {@code --line}, a short form of settings, is not available.
   */
  static final String LINE = "line";

  /** A line has one of these at most. If it has its own, that of the defaults does not count. */
  private static final Set<String> SERVICES = Set.of("forward", "exec", "echo");

  private final Map<String, OptionSpec> options = new TreeMap<>();
  private final Map<List<String>, @Nullable O> parsed = new HashMap<>();
  private final FileFaults faults;
  private final Supplier<O> fresh;

  /**
   * One key of the file with its value.
   *
   * @param key says where the key stands
   * @param arguments the same for the command line; empty for a flag that is false
   */
  private record Setting(Node key, List<String> arguments) {}

  /** The settings of a line or of the defaults, by their keys. */
  static final class Settings {
    private final Map<String, Setting> byKey = new TreeMap<>();

    /** These settings, and those of the defaults that they do not replace. */
    Settings over(Settings defaults) {
      Settings all = new Settings();
      all.byKey.putAll(defaults.byKey);
      if (byKey.keySet().stream().anyMatch(SERVICES::contains)) {
        all.byKey.keySet().removeAll(SERVICES);
      }
      all.byKey.putAll(byKey);
      return all;
    }

    /** The arguments, sorted by key, so that equal settings have equal arguments. */
    List<String> arguments() {
      List<String> all = new ArrayList<>();
      byKey.values().forEach(setting -> all.addAll(setting.arguments));
      return List.copyOf(all);
    }
  }

  /**
   * Makes a reader.
   *
   * @param fresh makes an object that picocli fills
   */
  LineKeys(FileFaults faults, Supplier<O> fresh) {
    this.faults = faults;
    this.fresh = fresh;
    for (OptionSpec option : commandLine(fresh.get()).getCommandSpec().options()) {
      options.put(option.longestName().substring(2), option);
    }
    options.remove(LINE);
  }

  private CommandLine commandLine(O options) {
    return new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Integer.class, new WholeNumber())
        .registerConverter(Integer.TYPE, new WholeNumber());
  }

  /** Reads all keys except {@code line}. */
  Settings settings(MappingNode node) {
    Settings settings = new Settings();
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : node.getValue()) {
      String key = text(entry.getKeyNode());
      if (key == null) {
        faults.add(entry.getKeyNode(), "a key must be a word");
      } else if (!seen.add(key)) {
        faults.add(entry.getKeyNode(), "'" + key + "' stands here twice");
      } else if (!key.equals(LINE)) {
        List<String> arguments = arguments(key, entry);
        if (arguments != null) {
          settings.byKey.put(key, new Setting(entry.getKeyNode(), arguments));
        }
      }
    }
    return settings;
  }

  private @Nullable List<String> arguments(String key, NodeTuple entry) {
    OptionSpec option = options.get(key);
    if (option == null) {
      faults.add(
          entry.getKeyNode(),
          "there is no key '" + key + "'" + Similar.question(key, options.keySet()));
      return null;
    }
    Collection<Node> values = List.of(entry.getValueNode());
    if (entry.getValueNode() instanceof SequenceNode list && option.isMultiValue()) {
      values = list.getValue();
    }
    List<String> arguments = new ArrayList<>();
    for (Node node : values) {
      String value = text(node);
      boolean isFlag = option.arity().max() == 0;
      boolean mayBeFlag = option.arity().min() == 0;
      if (value == null) {
        faults.add(node, "'" + key + "' needs a value, such as " + example(option));
      } else if (mayBeFlag && isPlain(node, "true")) {
        arguments.add("--" + key + (isFlag ? "" : "="));
      } else if (isFlag && !isPlain(node, "false")) {
        faults.add(node, "'" + key + "' is true or false");
      } else if (!mayBeFlag || !isPlain(node, "false")) { // A flag that is false is left out.
        arguments.add("--" + key + "=" + value);
      }
    }
    return arguments;
  }

  private static String example(OptionSpec option) {
    return option.arity().max() == 0 ? "true" : option.paramLabel();
  }

  private static boolean isPlain(Node node, String word) {
    return node instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().equals(word);
  }

  /** The text of a scalar; null for other nodes, and for a key without a value. */
  static @Nullable String text(Node node) {
    return node instanceof ScalarNode scalar && !isNothing(node) ? scalar.getValue() : null;
  }

  /** Whether a value is empty: its key stands there without one. */
  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && Set.of("", "~", "null").contains(scalar.getValue());
  }

  /**
   * Parses the settings. Thousands of lines with equal settings share one object. Null if a fault
   * was added.
   */
  @Nullable O parse(Settings settings, Node line) {
    List<String> arguments = settings.arguments();
    if (!parsed.containsKey(arguments)) {
      parsed.put(arguments, parseAnew(arguments, settings, line));
    }
    return parsed.get(arguments);
  }

  private @Nullable O parseAnew(List<String> arguments, Settings settings, Node line) {
    O options = fresh.get();
    try {
      var unused = commandLine(options).parseArgs(arguments.toArray(String[]::new));
      return options;
    } catch (ParameterException e) {
      faults.add(culprit(settings, e, line), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Finds the key whose option the message of the parser names; else it is the line itself. */
  private static Node culprit(Settings settings, ParameterException e, Node line) {
    String message = String.valueOf(e.getMessage());
    for (Map.Entry<String, Setting> each : settings.byKey.entrySet()) {
      if (message.contains("'--" + each.getKey() + "'")) {
        return each.getValue().key;
      }
    }
    return line;
  }
}
