// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/** Who may stop the sender of a serial line. */
public enum FlowControl {
  /** Nobody: bytes leave at the pace of the line. */
  NONE,
  /** The wires RTS and CTS; {@link SerialChannelOption#RTS} is then the driver's to move. */
  RTS_CTS,
  /**
   * The bytes XOFF (0x13) and XON (0x11) in the data. Those two values then do not pass, so SSH and
   * the handshake do not run on such a line.
   */
  XON_XOFF
}
