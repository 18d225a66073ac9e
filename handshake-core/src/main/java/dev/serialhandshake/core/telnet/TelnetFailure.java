// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/**
 * Why a telnet connection cannot be the line of a handshake, in words: what happened, and what to
 * do.
 */
public final class TelnetFailure {

  /** The kinds. */
  public enum Kind {
    /** The peer has sent no telnet command: the port is raw, or a different protocol's. */
    NO_TELNET,
    /** The peer speaks telnet, and has not answered all questions. */
    NO_ANSWER,
    /** The peer has closed the connection before it has answered all questions. */
    CLOSED,
    /** The peer does not send or does not take all 256 values. */
    BINARY_REFUSED,
    /** The peer has no COM-PORT-OPTION (RFC 2217). */
    COM_PORT_REFUSED,
    /** The port at the far end has a different setting than the one that was asked for. */
    SETTING_REFUSED
  }

  private final Kind kind;
  private final String text;

  TelnetFailure(Kind kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  /**
   * Which kind it is.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * What happened and what to do, for people.
   *
   * @return two clauses with a semicolon between them
   */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return kind + ": " + text;
  }
}
