// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import org.jspecify.annotations.Nullable;

/**
 * The options that this codec knows. It refuses all others.
 *
 * <p>ECHO is accepted of the peer and refused for us. A terminal server says {@code WILL ECHO} so
 * that a person's terminal does not echo, and may go back to whole lines of text if that is
 * refused. Nothing is echoed to us by it. A line with a login says it, too, for the same reason.
 */
enum TelnetOption {
  /** All 256 values pass (RFC 856). */
  BINARY(0, true, true),
  /** See above (RFC 857). */
  ECHO(1, false, true),
  /** No Go Ahead after what was sent (RFC 858). */
  SUPPRESS_GO_AHEAD(3, true, true),
  /** The settings of the serial port at the server (RFC 2217); not of a plain client. */
  COM_PORT(44, true, true),
  /** What VMware's hosts tell of a virtual machine; only where they connect to us. */
  VIRTUAL_MACHINE(232, false, true);

  final int code;

  /** Whether we do it when asked. */
  final boolean ours;

  /** Whether the peer may do it. */
  final boolean peers;

  TelnetOption(int code, boolean ours, boolean peers) {
    this.code = code;
    this.ours = ours;
    this.peers = peers;
  }

  /** Whether it is refused unless a codec is made for it. */
  boolean isSpecial() {
    return this == COM_PORT || this == VIRTUAL_MACHINE;
  }

  static @Nullable TelnetOption of(int code) {
    for (TelnetOption option : ALL) {
      if (option.code == code) {
        return option;
      }
    }
    return null;
  }

  private static final TelnetOption[] ALL = values();
}
