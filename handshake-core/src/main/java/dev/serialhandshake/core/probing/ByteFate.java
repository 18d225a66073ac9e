// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

/** What becomes of a byte value on its way. */
public enum ByteFate {
  /** The value was not tested, or another fault prevented the test. */
  UNTESTED(' ', "not tested"),
  /** It arrives. */
  PASSED('.', "passed"),
  /** It arrives, but so late that it counted as lost at first. */
  LATE('d', "delayed"),
  /** Another byte arrives, or more bytes than one. */
  CHANGED('C', "changed"),
  /** It does not arrive. */
  LOST('L', "lost"),
  /** XOFF where XON is lost: not sent, since that would stop the line. */
  PRESUMED_LOST('x', "presumably lost"),
  /** There is a fault, but the direction of it is not known. */
  UNCLEAR('?', "changed in this direction or the other");

  private final char letter;
  private final String text;

  ByteFate(char letter, String text) {
    this.letter = letter;
    this.text = text;
  }

  /**
   * The letter for it in a map.
   *
   * @return one ASCII character
   */
  public char letter() {
    return letter;
  }

  /**
   * The words for it in a sentence.
   *
   * @return a few words
   */
  public String text() {
    return text;
  }

  /**
   * Whether the line loses, changes or delays the value.
   *
   * @return false for a value that passed or was not tested
   */
  public boolean isFault() {
    return this != UNTESTED && this != PASSED;
  }
}
