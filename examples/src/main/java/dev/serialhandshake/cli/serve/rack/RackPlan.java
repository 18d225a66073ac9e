// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.linefile.FileFaults;
import dev.serialhandshake.cli.linefile.RackEntry;
import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.linefile.RackFile;
import dev.serialhandshake.cli.serve.watchdog.OpenFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ParameterException;

/** The content of a file of lines. */
final class RackPlan {

  private final List<RackEntry<LineOptions>> entries;
  private final List<String> notices;

  private RackPlan(RackFile.Content<LineOptions> content) {
    entries = content.entries();
    notices = content.notices();
  }

  /**
   * Reads a file. Blocks, and opens nothing.
   *
   * @throws RackFaults if something in it is wrong
   */
  static RackPlan read(Path file) throws RackFaults {
    return new RackPlan(RackFile.read(file, LineOptions::new));
  }

  private static PlannedLine planned(RackEntry<LineOptions> entry, String as, LineAddress at) {
    RackEntry.Kind<LineOptions> kind = entry.kind();
    return new PlannedLine(as, at, kind.options(), kind.arguments(), entry.where());
  }

  /** Sentences about content that is allowed, but may not be what its author wanted. */
  List<String> notices() {
    return notices;
  }

  /** Whether the file has patterns, so that ports that come and go change the lines. */
  boolean hasPatterns() {
    return entries.stream().anyMatch(entry -> entry.pattern() != null);
  }

  /**
   * The lines, with those ports of patterns that exist now. Blocks.
   *
   * @throws RackFaults if two lines cannot be open at the same time
   */
  List<PlannedLine> lines() throws RackFaults {
    List<PlannedLine> lines = new ArrayList<>();
    for (RackEntry<LineOptions> entry : entries) {
      if (entry.line() != null) {
        lines.add(planned(entry, entry.name(), entry.line()));
      }
    }
    Map<Object, PlannedLine> ports = new HashMap<>();
    FileFaults faults = new FileFaults();
    for (PlannedLine line : lines) {
      PlannedLine other = ports.put(line.port(), line);
      if (other != null) {
        faults.add(
            line.where(),
            line.name() + " and " + other.name() + " are the same port, " + line.line());
      }
    }
    faults.check();
    addPorts(lines, ports);
    String log = SameLog.find(lines);
    if (log != null) {
      faults.add(log);
      faults.check();
    }
    return lines;
  }

  /**
   * Adds the ports of patterns. A port that already has a line, of its own or by an earlier
   * pattern, is not added again.
   */
  private void addPorts(List<PlannedLine> lines, Map<Object, PlannedLine> ports) {
    Set<String> names = new HashSet<>();
    lines.forEach(line -> names.add(line.name()));
    for (RackEntry<LineOptions> entry : entries) {
      if (entry.pattern() != null) {
        entry
            .pattern()
            .ports()
            .forEach(
                (name, path) -> {
                  PlannedLine line = planned(entry, name, new LineAddress.Serial(path.toString()));
                  if (names.add(name) && ports.putIfAbsent(line.port(), line) == null) {
                    lines.add(line);
                  }
                });
      }
    }
  }

  /**
   * Checks whether all lines could be served, and opens nothing. Blocks.
   *
   * @return how many there are
   * @throws RackFaults with all that is wrong
   */
  int check() throws RackFaults {
    List<PlannedLine> lines = lines();
    FileFaults faults = new FileFaults();
    try {
      OpenFiles.check(lines.size());
    } catch (CommandFailure e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    Origins.clashes(lines).forEach(faults::add);
    check(entries, faults);
    for (PlannedLine line : lines) {
      try {
        line.checkLog();
      } catch (CommandFailure e) {
        faults.add(line.where(), e);
      }
    }
    faults.check();
    return lines.size();
  }

  /**
   * Checks whether the ports of patterns could be served, also ports that do not exist yet. Blocks.
   *
   * @throws RackFaults with all that is wrong
   */
  void checkPatterns() throws RackFaults {
    FileFaults faults = new FileFaults();
    check(entries.stream().filter(entry -> entry.pattern() != null).toList(), faults);
    faults.check();
  }

  private static void check(List<RackEntry<LineOptions>> entries, FileFaults faults) {
    Set<List<String>> seen = new HashSet<>();
    for (RackEntry<LineOptions> entry : entries) {
      try {
        if (seen.add(entry.kind().arguments())) {
          entry.kind().options().check();
        }
      } catch (CommandFailure | ParameterException e) {
        faults.add(entry.where(), e);
      }
    }
  }
}
