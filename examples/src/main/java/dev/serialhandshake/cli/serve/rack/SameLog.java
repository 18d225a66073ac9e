// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.line.ReceivedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds lines that would write to the same log file. */
final class SameLog {

  private SameLog() {}

  /** A sentence about the first two such lines; null if each line has a file of its own. */
  static @Nullable String find(List<PlannedLine> lines) {
    Map<Path, PlannedLine> known = new HashMap<>();
    for (PlannedLine line : lines) {
      Path log = line.log();
      PlannedLine other = log == null ? null : find(known, real(log), line);
      if (other != null) {
        return where(line)
            + other.name()
            + " and "
            + line.name()
            + " would both be logged to "
            + log
            + "; put %n, the name of the line, into the name of the file";
      }
    }
    return null;
  }

  /**
   * Another line whose log is this file, or is renamed to it, or the other way round; null if there
   * is none.
   */
  private static @Nullable PlannedLine find(
      Map<Path, PlannedLine> known, Path log, PlannedLine line) {
    PlannedLine other = null;
    for (Path file : ReceivedLog.files(log)) {
      PlannedLine before = known.putIfAbsent(file, line);
      other = other == null ? before : other;
    }
    return other;
  }

  /** The file in the real path of its folder: two names of one folder count as one. */
  private static Path real(Path log) {
    Path folder = log.getParent();
    try {
      return folder == null ? log : folder.toRealPath().resolve(log.getFileName());
    } catch (IOException e) {
      return log; // There is no such folder. PlannedLine.checkLog says so.
    }
  }

  private static String where(PlannedLine line) {
    return line.where().isEmpty() ? "--log: " : line.where() + ": ";
  }
}
