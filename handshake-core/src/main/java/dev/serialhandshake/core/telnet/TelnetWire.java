// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/** The values on the wire that RFC 854 and RFC 855 give a meaning. */
final class TelnetWire {

  /** Ends a subnegotiation. */
  static final int SE = 240;

  /** The break key. */
  static final int BRK = 243;

  /** Begins a subnegotiation. */
  static final int SB = 250;

  /** I have the option on, or want to. */
  static final int WILL = 251;

  /** I have the option off. */
  static final int WONT = 252;

  /** You may have the option on, or please do. */
  static final int DO = 253;

  /** You must have the option off. */
  static final int DONT = 254;

  /** Begins every command. As data it is sent twice. */
  static final int IAC = 255;

  static final int CR = '\r';
  static final int LF = '\n';
  static final int NUL = 0;

  private TelnetWire() {}
}
