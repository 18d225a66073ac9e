// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/** How many data bits a character has. SSH and the handshake need all eight. */
public enum DataBits {
  /** 5 data bits. */
  FIVE(5),
  /** 6 data bits. */
  SIX(6),
  /** 7 data bits: every byte loses its highest bit. */
  SEVEN(7),
  /** 8 data bits, as almost every line has them. */
  EIGHT(8);

  private final int count;

  DataBits(int count) {
    this.count = count;
  }

  /**
   * Finds the value for a number.
   *
   * @param count 5 to 8
   * @return the value that has this count
   * @throws IllegalArgumentException for any other number
   */
  public static DataBits of(int count) {
    for (DataBits bits : values()) {
      if (bits.count == count) {
        return bits;
      }
    }
    throw new IllegalArgumentException("a character has 5 to 8 data bits, not " + count);
  }

  /**
   * Returns the number.
   *
   * @return 5 to 8
   */
  public int count() {
    return count;
  }
}
