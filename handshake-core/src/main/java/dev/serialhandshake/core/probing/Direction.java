// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

/** One of the two ways over a line. */
public enum Direction {
  /** What this end sends. */
  TO_PEER("to the peer"),
  /** What this end receives. */
  FROM_PEER("from the peer");

  private final String text;

  Direction(String text) {
    this.text = text;
  }

  /**
   * The direction in words.
   *
   * @return for instance {@code to the peer}
   */
  public String text() {
    return text;
  }
}
