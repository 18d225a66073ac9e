// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain text as roff, the language of man pages. */
final class Roff {

  /** A name in backticks, or the name of an option, with or without hyphens inside it. */
  private static final Pattern BOLD =
      Pattern.compile("`([^`]+)`|(?<![\\w/.-])(--?[a-zA-Z][a-zA-Z0-9-]*)");

  private Roff() {}

  /** A paragraph: names of options and what is in backticks become bold. */
  static String text(String plain) {
    StringBuilder roff = new StringBuilder();
    Matcher bold = BOLD.matcher(plain);
    int from = 0;
    while (bold.find()) {
      roff.append(escaped(plain.substring(from, bold.start())));
      roff.append(bold(bold.group(1) == null ? bold.group(2) : bold.group(1)));
      from = bold.end();
    }
    return line(roff.append(escaped(plain.substring(from))).toString());
  }

  /** A line that stays as it is. */
  static String verbatim(String plain) {
    return line(escaped(plain));
  }

  static String bold(String plain) {
    return "\\fB" + escaped(plain) + "\\fR";
  }

  static String italic(String plain) {
    return "\\fI" + escaped(plain) + "\\fR";
  }

  /** At the start of a line, these two characters make a request of it. */
  private static String line(String roff) {
    return roff.startsWith(".") || roff.startsWith("'") ? "\\&" + roff : roff;
  }

  /** Characters that roff acts on, or that it prints as their typographic relatives. */
  static String escaped(String plain) {
    StringBuilder roff = new StringBuilder();
    plain.codePoints().forEach(point -> append(roff, point));
    return roff.toString();
  }

  private static void append(StringBuilder roff, int point) {
    switch (point) {
      case '\\' -> roff.append("\\e");
      case '-' -> roff.append("\\-");
      case '\'' -> roff.append("\\(aq");
      case '"' -> roff.append("\\(dq");
      case '`' -> roff.append("\\(ga");
      case '^' -> roff.append("\\(ha");
      case '~' -> roff.append("\\(ti");
      default -> {
        if (point > '~') {
          roff.append(String.format(Locale.ROOT, "\\[u%04X]", point));
        } else {
          roff.appendCodePoint(point);
        }
      }
    }
  }
}
