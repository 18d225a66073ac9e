// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.util.HexFormat;

/**
 * Makes text safe to print that comes from outside: from a peer, a file, a socket or a device. A
 * terminal acts on control characters; {@code ESC ] 0 ;} for instance changes its title. Characters
 * that change the direction of writing make a text look like a different one. Both are printed as
 * escapes, such as {@code \x1b} and {@code \u202e}.
 */
public final class Shown {

  private Shown() {}

  /** Escapes a text. The result is one line, because line ends are escaped, too. */
  public static String text(String foreign) {
    if (foreign.codePoints().noneMatch(Shown::isUnsafe)) {
      return foreign;
    }
    StringBuilder text = new StringBuilder(foreign.length() + 16);
    foreign.codePoints().forEach(point -> append(text, point));
    return text.toString();
  }

  /** Cuts a text, which a peer may have made very long. Three dots stand for the rest. */
  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }

  private static void append(StringBuilder text, int point) {
    if (!isUnsafe(point)) {
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

  /**
   * Whether a character must be escaped: a control (C0, DEL, C1), a line end, a character for
   * direction or another invisible format, or half of a surrogate pair.
   */
  private static boolean isUnsafe(int point) {
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
