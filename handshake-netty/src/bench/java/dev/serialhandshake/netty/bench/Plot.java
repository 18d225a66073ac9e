// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.List;
import java.util.Locale;

/**
 * Each figure that has a bar, as a part of that bar: what is on the green side of the line in the
 * middle holds. On a logarithmic scale, from a tenth of the bar to ten times it.
 */
final class Plot {

  private static final int ROW = 18;
  private static final int TEXT = 530;
  private static final int HALF = 150;
  private static final int MARGIN = 24;
  private static final String HOLDS = "#2e7d32";
  private static final String MISSES = "#c62828";

  private Plot() {}

  static String of(List<Figure> all) {
    List<Figure> figures = all.stream().filter(figure -> !figure.bar().text().isEmpty()).toList();
    int width = TEXT + 2 * HALF + 170;
    int height = figures.size() * ROW + 2 * MARGIN;
    StringBuilder svg = new StringBuilder(4096);
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">",
        width,
        height);
    line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
    line(svg, "<text x=\"%d\" y=\"15\" text-anchor=\"end\">misses</text>", TEXT + HALF - 6);
    line(svg, "<text x=\"%d\" y=\"15\">holds</text>", TEXT + HALF + 6);
    int y = MARGIN;
    for (Figure figure : figures) {
      row(svg, figure, y);
      y += ROW;
    }
    line(
        svg,
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>",
        TEXT + HALF,
        MARGIN - 4,
        TEXT + HALF,
        y);
    return svg.append("</svg>\n").toString();
  }

  private static void row(StringBuilder svg, Figure figure, int y) {
    boolean holds = figure.bar().holds(figure.score());
    double reach =
        HALF * Math.min(1, Math.max(0.02, Math.abs(figure.bar().reserve(figure.score()))));
    line(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        TEXT - 6,
        y + 12,
        escape(figure.what().replace("`", "")));
    line(
        svg,
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
        holds ? TEXT + HALF : TEXT + HALF - reach,
        y + 3,
        reach,
        ROW - 6,
        holds ? HOLDS : MISSES);
    line(
        svg,
        "<text x=\"%d\" y=\"%d\">%s (%s)</text>",
        TEXT + 2 * HALF + 6,
        y + 12,
        escape(figure.bar().show(figure.score())),
        escape(figure.bar().text()));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static void line(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
