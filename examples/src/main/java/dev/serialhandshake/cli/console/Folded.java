// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** Text for a terminal that is narrower than its lines: they are cut between words. */
public final class Folded {

  /** As wide as the labels of a report: {@code verdict} and others. */
  private static final int LABEL = 11;

  /** A label, and words after it; a map of bytes is no such line. */
  private static final String WITH_LABEL = "[a-z][a-z ]{" + (LABEL - 1) + "}\\S.*";

  private Folded() {}

  /**
   * Folds the lines of a report that have a label. What follows stands below the first word.
   *
   * @param columns of the terminal; 0 for no terminal, where nothing is folded
   */
  public static String report(String report, int columns) {
    if (columns == 0) {
      return report;
    }
    StringBuilder folded = new StringBuilder();
    report
        .lines()
        .forEach(
            line ->
                folded
                    .append(line.matches(WITH_LABEL) ? line(line, columns, LABEL) : line)
                    .append('\n'));
    return folded.toString();
  }

  /**
   * Folds one line. A word that is wider than the terminal is cut.
   *
   * @param indent how far all but the first piece are to the right, where there is room for that
   */
  public static String line(String text, int columns, int indent) {
    String margin = " ".repeat(indent < columns / 2 ? indent : 0);
    StringBuilder folded = new StringBuilder();
    String rest = text;
    while (rest.length() > columns) {
      int space = rest.lastIndexOf(' ', columns);
      int end = space > margin.length() ? space : columns;
      folded.append(rest.substring(0, end).stripTrailing()).append('\n');
      rest = margin + rest.substring(end).stripLeading();
    }
    return folded + rest;
  }
}
