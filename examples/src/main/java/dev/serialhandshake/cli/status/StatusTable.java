// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.cli.console.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines for a person to read. */
final class StatusTable {

  private static final List<String> HEAD =
      List.of("LINE", "STATE", "FOR", "SESSIONS", "ATTEMPTS", "DISCARDED", "IN", "OUT", "LAST");

  /** In these columns, numbers: they stand to the right. */
  private static final int FIRST_NUMBER = 2;

  private static final int LAST_NUMBER = 7;

  private StatusTable() {}

  static String of(List<LineStatus> lines, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    lines.forEach(line -> rows.add(row(line, now)));
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
        String.valueOf(line.sessions()),
        String.valueOf(line.attempts()),
        bytes(line.discardedBytes()),
        bytes(line.bytesIn()),
        bytes(line.bytesOut()),
        Shown.text(withMachine(line, last(line))));
  }

  private static String withMachine(LineStatus line, String last) {
    return line.machine() == null
        ? last
        : "virtual machine " + line.machine() + (last.isEmpty() ? "" : "; " + last);
  }

  private static String name(LineStatus line) {
    boolean named = !line.name().equals(line.line());
    return named ? line.name() + " (" + line.line() + ")" : line.line();
  }

  /** What is wrong now, if anything; else who is at the login, or from where sessions come. */
  private static String last(LineStatus line) {
    if (line.state() == LineState.REOPENING && line.lastError() != null) {
      return line.lastError();
    }
    if (line.others() != null) {
      return line.others();
    }
    if (line.login() != null) {
      return line.login() + " is at the terminal";
    }
    if (line.lastVerdict() != null) {
      return line.lastVerdict();
    }
    return line.origin() == null ? "" : "sessions come from " + line.origin();
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
