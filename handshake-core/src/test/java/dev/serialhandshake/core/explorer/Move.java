// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.HexFormat;

/**
 * One thing that happens, packed into a number so that millions of them can be kept for a trace.
 */
record Move(Kind kind, boolean byClient, int bytes, boolean late, int variant) {

  enum Kind {
    /** The beginning: {@code bytes} is the number of the garbage. */
    BEGIN,
    READ,
    TIMER,
    RESTART
  }

  private static final Kind[] KINDS = Kind.values();

  @SuppressWarnings("EnumOrdinal") // unpacked within one run only
  int pack() {
    return kind.ordinal() | (byClient ? 4 : 0) | (late ? 8 : 0) | (variant << 4) | (bytes << 8);
  }

  static Move unpack(int packed) {
    return new Move(
        KINDS[packed & 3],
        (packed & 4) != 0,
        packed >>> 8,
        (packed & 8) != 0,
        (packed >>> 4) & 0xf);
  }

  /**
   * In words.
   *
   * @param frame what was sent; empty if nothing
   */
  String describe(byte[] frame) {
    StringBuilder text = new StringBuilder(byClient ? "client " : "server ");
    switch (kind) {
      case BEGIN -> text.append("begins");
      case READ -> text.append("reads ").append(bytes).append(late ? " (just in time)" : "");
      case TIMER -> text.append("timer fires");
      case RESTART -> text.append("restarts");
    }
    if (frame.length > 0) {
      text.append(", sends ").append(HexFormat.ofDelimiter(" ").formatHex(frame));
      if (variant > frame.length) {
        text.append(" (byte ").append(variant - frame.length).append(" doubled)");
      } else if (variant > 0) {
        text.append(" (byte ").append(variant).append(" lost)");
      }
    }
    return text.toString();
  }
}
