// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

/** The state of a served line. */
public enum LineState {
  OPENING("opening"),
  /** Open, and nobody has begun a handshake. */
  WAITING("waiting"),
  HANDSHAKING("handshaking"),
  IN_SESSION("in session"),
  /** Somebody is at the login that {@code serve --login} offers. */
  LOGIN("login"),
  /** It has closed or cannot be opened. It is tried again. */
  REOPENING("reopening");

  private final String text;

  LineState(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
