// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Which byte values are escaped on the wire: flag and escape always, and the values that the line
 * changes or drops.
 */
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
   * What an opening escapes. A client may not know its server's list yet. A receiver needs no map
   * to undo an escape, so each repetition has another map: one of them suits a line that changes or
   * drops a value which only the peer lists. Example: the line drops 41. The second map sends it as
   * 7d 61.
   *
   * @param repetition how often the same opening was sent before
   */
  static EscapeMap ofOpening(byte[] own, byte[] peers, int repetition) {
    EscapeMap map = new EscapeMap();
    map.addWherePossible(LinkFrame.VERSION); // an OPEN is recognised by 7e 4f 7d
    map.addWherePossible(own);
    map.addWherePossible(peers);
    switch (repetition % 3) {
      case 0 -> {
        for (int value = 0; value < 0x20; value++) {
          map.addWherePossible(value);
          map.addWherePossible(value | 0x80);
        }
        map.addWherePossible(0x7f);
        map.addWherePossible(0xff);
      }
      case 1 -> map.addAll(0);
      default -> map.addAll(LinkFrame.TOGGLE);
    }
    return map;
  }

  /**
   * Adds every possible value whose bit 5 is as that of an example, but for the byte of an OPEN.
   */
  private void addAll(int example) {
    for (int value = 0; value < escaped.length; value++) {
      if (((value ^ example) & LinkFrame.TOGGLE) == 0 && value != LinkFrame.OPEN) {
        addWherePossible(value);
      }
    }
  }

  /**
   * Adds values.
   *
   * @throws IllegalArgumentException when the line would still see one of them, since it is the
   *     flag, the escape, one of the bytes by which a link is recognised, or what follows an escape
   *     in place of a value of the map
   */
  void add(byte... values) {
    for (byte value : values) {
      int index = value & 0xff;
      if (value == LinkFrame.FLAG || value == LinkFrame.ESCAPE) {
        throw new IllegalArgumentException(
            HexFormat.of().toHexDigits(value) + " cannot be escaped, since the link needs it");
      }
      if (value == LinkFrame.OPEN || value == (LinkFrame.VERSION | LinkFrame.TOGGLE)) {
        throw new IllegalArgumentException(
            HexFormat.of().toHexDigits(value)
                + " cannot be escaped, since a link begins with 7e 4f 7d 21");
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
      addWherePossible(value & 0xff);
    }
  }

  private void addWherePossible(int value) {
    if (!escaped[value ^ LinkFrame.TOGGLE]) {
      escaped[value] = true;
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
