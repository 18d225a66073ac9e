// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.linefile.LineKeys.Settings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a file of lines, and the files that it includes. It opens no line. It finds all that is
 * wrong, not only the first fault.
 */
public final class RackFile<O extends FileOptions> {

  private static final String DEFAULTS = "defaults";
  private static final String INCLUDE = "include";
  private static final String LINES = "lines";

  private final FileFaults faults = new FileFaults();
  private final LineKeys<O> keys;
  private final List<RackEntry<O>> entries = new ArrayList<>();
  private final Map<String, Node> named = new HashMap<>();
  private final List<String> notices = new ArrayList<>();

  private RackFile(Supplier<O> fresh) {
    keys = new LineKeys<>(faults, fresh);
  }

  /**
   * The content of a file of lines.
   *
   * @param notices what is not a fault, but may be a mistake, such as a pattern without a match
   * @param <O> the type of the options of a line
   */
  public record Content<O>(List<RackEntry<O>> entries, List<String> notices) {}

  /**
   * Reads a file. Blocks.
   *
   * @param fresh makes an object that picocli fills with the options of a line
   * @throws RackFaults with all that is wrong
   */
  public static <O extends FileOptions> Content<O> read(Path file, Supplier<O> fresh)
      throws RackFaults {
    RackFile<O> reading = new RackFile<>(fresh);
    reading.readFile(file, new Settings(), false);
    reading.faults.check();
    if (reading.entries.isEmpty()) { // For instance, somebody is still writing the file.
      reading.faults.add(file.toString(), "no line in it");
      reading.faults.check();
    }
    return new Content<>(List.copyOf(reading.entries), List.copyOf(reading.notices));
  }

  private void readFile(Path file, Settings around, boolean included) {
    Node root = YamlFile.read(file, faults);
    if (root == null) {
      return;
    }
    Map<String, NodeTuple> parts = parts(root, included);
    Settings defaults = around;
    NodeTuple own = parts.get(DEFAULTS);
    if (own != null && own.getValueNode() instanceof MappingNode settings) {
      if (settings.getValue().stream().anyMatch(RackFile::isPlace)) {
        faults.add(own.getKeyNode(), "'line' belongs to one line, and is no default");
      }
      defaults = keys.settings(settings).over(around);
    } else if (own != null) {
      faults.add(own.getValueNode(), "'defaults' has keys and values, such as baud: 115200");
    }
    NodeTuple lines = parts.get(LINES);
    if (lines != null && lines.getValueNode() instanceof MappingNode all) {
      for (NodeTuple line : all.getValue()) {
        readLine(line, defaults);
      }
    } else if (lines != null && !LineKeys.isNothing(lines.getValueNode())) {
      faults.add(lines.getValueNode(), "'lines' has names and lines, such as board: /dev/ttyUSB0");
    }
    NodeTuple include = parts.get(INCLUDE);
    if (include != null) {
      for (Node each : list(include.getValueNode())) {
        include(file, each, defaults);
      }
    }
  }

  private static boolean isPlace(NodeTuple entry) {
    return LineKeys.LINE.equals(LineKeys.text(entry.getKeyNode()));
  }

  private Map<String, NodeTuple> parts(Node root, boolean included) {
    Set<String> known = new TreeSet<>(Set.of(DEFAULTS, LINES));
    if (!included) {
      known.add(INCLUDE);
    }
    Map<String, NodeTuple> parts = new HashMap<>();
    if (!(root instanceof MappingNode all)) {
      faults.add(root, "a file of lines begins with 'lines:' or 'defaults:'");
      return parts;
    }
    for (NodeTuple part : all.getValue()) {
      String key = LineKeys.text(part.getKeyNode());
      if (key == null || !known.contains(key)) {
        boolean nested = included && INCLUDE.equals(key);
        faults.add(
            part.getKeyNode(),
            nested
                ? "a file that is included includes no others"
                : "there is no key '"
                    + key
                    + "' here, only "
                    + String.join(", ", known)
                    + Similar.question(String.valueOf(key), known));
      } else if (parts.put(key, part) != null) {
        faults.add(part.getKeyNode(), "'" + key + "' stands here twice");
      }
    }
    return parts;
  }

  private void readLine(NodeTuple entry, Settings defaults) {
    Node key = entry.getKeyNode();
    String name = LineKeys.text(key);
    if (name == null || !LineName.isAllowed(name)) {
      faults.add(key, "the name of a line is made of letters, digits, '.', '_' and '-'");
      return;
    }
    Node other = named.put(name, key);
    if (other != null) {
      faults.add(key, "there is another line '" + name + "', at " + FileFaults.place(other));
      return;
    }
    Node value = entry.getValueNode();
    Settings settings = defaults;
    Node place = value instanceof ScalarNode ? value : null;
    if (value instanceof MappingNode line) {
      settings = keys.settings(line).over(defaults);
      place =
          line.getValue().stream()
              .filter(RackFile::isPlace)
              .map(NodeTuple::getValueNode)
              .findFirst()
              .orElse(null);
    }
    String text = place == null ? null : LineKeys.text(place);
    if (place == null || text == null) {
      faults.add(key, "'" + name + "' needs a LINE: line: " + LineAddress.SYNTAX);
      return;
    }
    LineAddress line = address(text, place);
    boolean many = name.contains("*");
    DevicePattern pattern = many && line != null ? DevicePattern.of(name, line) : null;
    if (many && line != null && pattern == null) {
      faults.add(place, "a name with * needs the path of serial ports with one * in its last part");
    }
    O options = keys.parse(settings, key);
    String wrong = options == null ? null : options.wrong(many);
    if (wrong != null) {
      faults.add(key, "'" + name + "' " + wrong);
    }
    if (options != null && line != null) {
      RackEntry.Kind<O> kind = new RackEntry.Kind<>(options, settings.arguments());
      entries.add(new RackEntry<>(name, many ? null : line, pattern, kind, FileFaults.place(key)));
    }
  }

  private @Nullable LineAddress address(String text, Node place) {
    try {
      return LineAddress.parse(text);
    } catch (TypeConversionException e) {
      faults.add(place, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static List<Node> list(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  private void include(Path file, Node node, Settings defaults) {
    String text = LineKeys.text(node);
    if (text == null) {
      faults.add(node, "'include' names a file, or several: conf.d/*.yaml");
      return;
    }
    List<Path> found;
    try {
      found = files(file.toAbsolutePath().resolveSibling(text).normalize());
    } catch (IllegalArgumentException e) { // It is not a path, or not a pattern.
      faults.add(node, "'" + text + "' is no name of files: " + e.getMessage());
      return;
    }
    if (found == null) {
      faults.add(node, "there is no folder for '" + text + "'");
    } else if (found.isEmpty()) {
      notices.add(FileFaults.place(node) + ": '" + text + "' matches no file");
    } else {
      found.forEach(each -> readFile(each, defaults, true));
    }
  }

  /** The files that match, sorted by name; null if their folder cannot be read. */
  private static @Nullable List<Path> files(Path pattern) {
    String name = String.valueOf(pattern.getFileName());
    if (!name.contains("*")) {
      return List.of(pattern);
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(pattern.getParent(), name)) {
      files.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return null;
    }
    found.sort(null);
    return found;
  }
}
