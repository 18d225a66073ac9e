// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.Arrays;
import java.util.HexFormat;

/** Which byte values are escaped on the wire: flag and escape always, and what the line minds. */
final class EscapeMap {

  /** How many values a map may add to flag and escape. */
  static final int MOST = 64;

  private final boolean[] escaped = new boolean[256];
  private byte[] listed = {};

  EscapeMap() {
    escaped[LinkFrame.FLAG] = true;
    escaped[LinkFrame.ESCAPE] = true;
  }

  /**
   * What an opening escapes, since the peer's list may not be known yet: whatever a line is known
   * to mind, too, as far as that is possible.
   */
  static EscapeMap cautious(byte[] own, byte[] peers) {
    EscapeMap map = of(own, peers);
    for (int value = 0; value < 0x20; value++) {
      map.addWherePossible(new byte[] {(byte) value, (byte) (value | 0x80)});
    }
    map.addWherePossible(new byte[] {0x7f, (byte) 0xff});
    return map;
  }

  /**
   * Adds values.
   *
   * @throws IllegalArgumentException when the line would still see one of them, since it is the
   *     flag, the escape, or what follows an escape in place of a value of the map
   */
  void add(byte... values) {
    for (byte value : values) {
      int index = value & 0xff;
      if (value == LinkFrame.FLAG || value == LinkFrame.ESCAPE) {
        throw new IllegalArgumentException(
            HexFormat.of().toHexDigits(value) + " cannot be escaped, since the link needs it");
      }
      if (escaped[index ^ LinkFrame.TOGGLE]) {
        throw new IllegalArgumentException(
            HexFormat.of().toHexDigits(value)
                + " cannot be escaped, since it stands for "
                + HexFormat.of().toHexDigits((byte) (index ^ LinkFrame.TOGGLE)));
      }
      if (!escaped[index]) {
        escaped[index] = true;
        append(value);
      }
    }
    if (listed.length > MOST) {
      throw new IllegalArgumentException("no more than " + MOST + " values can be escaped");
    }
  }

  /**
   * What an end escapes: what it lists, and what its peer lists, as far as both are possible. Each
   * end can tell what the other one escapes.
   */
  static EscapeMap of(byte[] own, byte[] peers) {
    EscapeMap map = new EscapeMap();
    map.addWherePossible(own);
    map.addWherePossible(peers);
    return map;
  }

  private void addWherePossible(byte[] values) {
    for (byte value : values) {
      int index = value & 0xff;
      if (!escaped[index ^ LinkFrame.TOGGLE] && !escaped[index]) {
        escaped[index] = true;
        append(value);
      }
    }
  }

  private void append(byte value) {
    byte[] longer = Arrays.copyOf(listed, listed.length + 1);
    longer[listed.length] = value;
    listed = longer;
  }

  boolean contains(byte value) {
    return escaped[value & 0xff];
  }

  /** The values without flag and escape. Not to be changed. */
  byte[] listed() {
    return listed;
  }
}
