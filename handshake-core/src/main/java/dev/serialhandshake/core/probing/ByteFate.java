// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

/** What becomes of a byte value on its way. */
public enum ByteFate {
  /** Nobody looked, or another fault was in the way. */
  UNTESTED(' ', "not tested"),
  /** It arrives. */
  PASSED('.', "passed"),
  /** It arrives, but so late that it was taken for lost. */
  LATE('d', "delayed"),
  /** Something else arrives, or it and more. */
  CHANGED('C', "changed"),
  /** It does not arrive. */
  LOST('L', "lost"),
  /** XOFF where XON is lost: not sent, since that would stop the line. */
  PRESUMED_LOST('x', "presumably lost"),
  /** Something is wrong, and it cannot be told in which direction. */
  UNCLEAR('?', "changed in this direction or the other");

  private final char letter;
  private final String text;

  ByteFate(char letter, String text) {
    this.letter = letter;
    this.text = text;
  }

  /**
   * As it stands in a map.
   *
   * @return one ASCII character
   */
  public char letter() {
    return letter;
  }

  /**
   * As it stands in a sentence.
   *
   * @return a few words
   */
  public String text() {
    return text;
  }

  /**
   * Whether the line does something to the value.
   *
   * @return false for a value that passed or was not tested
   */
  public boolean isFault() {
    return this != UNTESTED && this != PASSED;
  }
}
