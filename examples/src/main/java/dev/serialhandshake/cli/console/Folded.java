// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** Breaks lines between words, for a terminal that is narrower than the lines. */
public final class Folded {

  /** The width of the labels of a report, such as {@code verdict}. */
  private static final int LABEL = 11;

  /** A line with a label and words after it. The lines of a byte map do not match. */
  private static final String WITH_LABEL = "[a-z][a-z ]{" + (LABEL - 1) + "}\\S.*";

  private Folded() {}

  /**
   * Folds the lines of a report that have a label. Each further piece begins below the first word
   * after the label.
   *
   * @param columns of the terminal; 0 for no terminal: nothing is folded
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
   * @param indent how many spaces each piece but the first begins with; none on a narrow terminal
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
