// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.util.HexFormat;

/** What people call a byte value. */
final class ByteNames {

  private static final String[] CONTROLS = {
    "NUL", "SOH", "STX", "^C", "^D", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO",
    "^O", "DLE", "XON", "^R", "XOFF", "DC4", "NAK", "SYN", "^W", "CAN", "EM", "^Z", "ESC", "^\\",
    "^]", "RS", "US"
  };

  private ByteNames() {}

  /** A value with its name, where it has one: {@code 11 XON}, {@code 41 'A'}, {@code a0}. */
  static String name(int value) {
    String hex = HexFormat.of().toHexDigits((byte) value);
    if (value < CONTROLS.length) {
      return hex + " " + CONTROLS[value];
    }
    return switch (value) {
      case ' ' -> hex + " blank";
      case 0x7f -> hex + " DEL";
      case 0xff -> hex + " IAC";
      default -> value < 0x7f ? hex + " '" + (char) value + "'" : hex;
    };
  }
}
