// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.cli.console.Folded;
import dev.serialhandshake.cli.console.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the state of lines for a person to read. */
final class StatusTable {

  private static final List<String> HEAD =
      List.of(
          "LINE",
          "STATE",
          "FOR",
          "HANDSHAKES",
          "LOGINS",
          "ATTEMPTS",
          "DISCARDED",
          "IN",
          "OUT",
          "LAST");

  /** The first and the last column of numbers. Numbers are aligned to the right. */
  private static final int FIRST_NUMBER = 2;

  private static final int LAST_NUMBER = 8;

  private StatusTable() {}

  /**
   * A table. If the terminal is too narrow for it, a few short lines of text for each line.
   *
   * @param columns the columns of the terminal; 0 if there is no terminal
   */
  static String of(List<LineStatus> lines, Instant now, int columns) {
    List<List<String>> rows = new ArrayList<>();
    lines.forEach(line -> rows.add(row(line, now)));
    List<List<String>> withHead = new ArrayList<>(List.of(HEAD));
    withHead.addAll(rows);
    String table = table(withHead);
    boolean fits = columns == 0 || table.lines().allMatch(line -> line.length() <= columns);
    return fits ? table : list(rows, columns);
  }

  private static String list(List<List<String>> rows, int columns) {
    StringBuilder list = new StringBuilder();
    for (List<String> row : rows) {
      append(row.get(0), columns, 0, list);
      append(row.get(1) + " for " + row.get(2), columns, 2, list);
      StringBuilder counts = new StringBuilder();
      for (int column = FIRST_NUMBER + 1; column <= LAST_NUMBER; column++) {
        String name = HEAD.get(column).toLowerCase(Locale.ROOT);
        counts.append(counts.length() == 0 ? "" : ", ").append(name).append(' ');
        counts.append(row.get(column));
      }
      append(counts.toString(), columns, 2, list);
      append(row.get(LAST_NUMBER + 1), columns, 2, list);
    }
    return list.toString();
  }

  private static void append(String text, int columns, int indent, StringBuilder list) {
    if (!text.isEmpty()) {
      String line = Folded.line(" ".repeat(indent) + text, columns, indent + 2);
      line.lines().forEach(piece -> list.append(piece).append(System.lineSeparator()));
    }
  }

  private static String table(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        boolean number = column >= FIRST_NUMBER && column <= LAST_NUMBER;
        String padding = " ".repeat(widths[column] - row.get(column).length());
        text.append(number ? padding + row.get(column) : row.get(column) + padding).append("  ");
      }
      table.append(text.toString().stripTrailing()).append(System.lineSeparator());
    }
    return table.toString();
  }

  private static List<String> row(LineStatus line, Instant now) {
    return List.of(
        Shown.text(name(line)),
        line.state() + (line.connections() > 1 ? " (" + line.connections() + " peers)" : ""),
        duration(Duration.between(line.since(), now)),
        String.valueOf(line.totals().handshakes()),
        String.valueOf(line.totals().logins()),
        String.valueOf(line.totals().attempts()),
        bytes(line.totals().discardedBytes()),
        bytes(line.totals().bytesIn()),
        bytes(line.totals().bytesOut()),
        Shown.text(withLinks(line.totals().links(), withMachine(line, last(line, now)))));
  }

  private static String withLinks(LinkTotals links, String last) {
    return links.sessions() == 0 ? last : (last.isEmpty() ? "" : last + "; ") + repairs(links);
  }

  private static String repairs(LinkTotals links) {
    boolean none = links.framesRepeated() + links.badFrames() + links.interruptions() == 0;
    return none
        ? "link: nothing to repair"
        : String.format(
            Locale.ROOT,
            "link: %d frames sent again, %s bytes repaired, %d bad frames, %d interruptions",
            links.framesRepeated(),
            bytes(links.bytesRepaired()),
            links.badFrames(),
            links.interruptions());
  }

  private static String withMachine(LineStatus line, String last) {
    return line.machine() == null
        ? last
        : "virtual machine " + line.machine() + (last.isEmpty() ? "" : "; " + last);
  }

  private static String name(LineStatus line) {
    boolean linked = line.device() != null && !line.device().equals(line.line());
    String place = linked ? line.line() + " -> " + line.device() : line.line();
    return line.name().equals(line.line()) ? place : line.name() + " (" + place + ")";
  }

  /**
   * What is wrong now. If nothing is, who is on the line, the last verdict, or where sessions come
   * from.
   */
  private static String last(LineStatus line, Instant now) {
    if (line.state() == LineState.REOPENING && line.lastError() != null) {
      return line.lastError();
    }
    if (line.others() != null) {
      return line.others();
    }
    if (line.login() != null) {
      return line.login() + " is at the terminal";
    }
    List<Visitor> known = line.visitors().stream().filter(StatusTable::isKnown).toList();
    if (!known.isEmpty()) {
      String more = known.size() == 1 ? "" : ", and " + (known.size() - 1) + " more";
      return known.get(0) + waits(known.get(0), now) + more;
    }
    if (line.lastVerdict() != null) {
      return line.lastVerdict();
    }
    return line.origin() == null ? "" : "sessions come from " + line.origin();
  }

  private static String waits(Visitor visitor, Instant now) {
    Instant end = visitor.waitsUntil();
    return end == null
        ? ""
        : " waits for the line, " + duration(Duration.between(now, end)) + " left";
  }

  private static boolean isKnown(Visitor visitor) {
    return visitor.user() != null || visitor.peer() != null || visitor.waitsUntil() != null;
  }

  private static String duration(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m" + seconds % 60 + "s";
    }
    long hours = seconds / 3600;
    return hours < 48 ? hours + "h" + seconds % 3600 / 60 + "m" : hours / 24 + "d";
  }

  private static String bytes(long count) {
    String[] units = {"", "k", "M", "G", "T"};
    double scaled = count;
    int unit = 0;
    while (scaled >= 10_000 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.0f%s", scaled, units[unit]);
  }
}
