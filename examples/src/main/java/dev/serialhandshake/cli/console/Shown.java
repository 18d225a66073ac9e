// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.util.HexFormat;

/**
 * Text of a foreign source (a peer, a file, a socket, a device), made safe to print. A terminal
 * acts on control characters: {@code ESC ] 0 ;} for instance changes its title. Characters of
 * direction make a text look like another one. Both are shown as escapes: {@code \x1b}, {@code
 * \u202e}.
 */
public final class Shown {

  private Shown() {}

  /** One line: line ends are escaped too. */
  public static String text(String foreign) {
    if (foreign.codePoints().noneMatch(Shown::acts)) {
      return foreign;
    }
    StringBuilder text = new StringBuilder(foreign.length() + 16);
    foreign.codePoints().forEach(point -> append(text, point));
    return text.toString();
  }

  /** A text that a peer may have made a book: the beginning, and dots for the rest. */
  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }

  private static void append(StringBuilder text, int point) {
    if (!acts(point)) {
      text.appendCodePoint(point);
      return;
    }
    switch (point) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> text.append(point < 0x100 ? "\\x" : "\\u").append(hex(point));
    }
  }

  private static String hex(int point) {
    int digits = point < 0x100 ? 2 : point < 0x10000 ? 4 : 6;
    return HexFormat.of().toHexDigits(point, digits);
  }

  /** Controls (C0, DEL, C1), direction and other invisible formats, ends of lines, half pairs. */
  private static boolean acts(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
