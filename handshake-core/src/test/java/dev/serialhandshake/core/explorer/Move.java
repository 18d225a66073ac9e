// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.HexFormat;

/**
 * One thing that happens, packed into a number so that millions of them can be kept for a trace.
 *
 * @param bytes how many bytes a read brings, noise included
 * @param noise the byte of noise among them; 0 for none
 * @param place how many bytes of the line come ahead of it
 * @param more whether the next byte of noise follows before the line is quiet
 * @param variant what the line does to the frame that is sent, as {@link Fault#carry} has it
 */
record Move(
    Kind kind, boolean byClient, int bytes, int noise, int place, boolean more, int variant) {

  enum Kind {
    BEGIN,
    READ,
    TIMER,
    /** Time passes: until just before the timer fires, or for the quiet time if there is none. */
    PAUSE,
    RESTART
  }

  private static final Kind[] KINDS = Kind.values();

  static Move of(Kind kind, boolean byClient, int variant) {
    return new Move(kind, byClient, 0, 0, 0, false, variant);
  }

  static Move read(boolean byClient, int bytes) {
    return new Move(Kind.READ, byClient, bytes, 0, 0, false, 0);
  }

  Move with(int otherVariant) {
    return new Move(kind, byClient, bytes, noise, place, more, otherVariant);
  }

  @SuppressWarnings("EnumOrdinal") // unpacked within one run only
  int pack() {
    int flags = (byClient ? 8 : 0) | (more ? 16 : 0);
    return kind.ordinal() | flags | (variant << 5) | (place << 9) | (noise << 14) | (bytes << 22);
  }

  static Move unpack(int packed) {
    return new Move(
        KINDS[packed & 7],
        (packed & 8) != 0,
        packed >>> 22,
        (packed >>> 14) & 0xff,
        (packed >>> 9) & 0x1f,
        (packed & 16) != 0,
        (packed >>> 5) & 0xf);
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
      case READ -> text.append("reads ").append(bytes).append(describeNoise());
      case TIMER -> text.append("timer fires");
      case PAUSE -> text.append("waits");
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

  private String describeNoise() {
    if (noise == 0) {
      return "";
    }
    String hex = HexFormat.of().toHexDigits((byte) noise);
    return " (" + hex + " behind " + place + " is noise" + (more ? ", and more comes)" : ")");
  }
}
