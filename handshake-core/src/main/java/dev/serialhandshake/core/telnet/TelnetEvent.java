// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/** What a peer told besides data, at its place between the data. */
public enum TelnetEvent {
  /** All that was asked for is agreed: data may be sent. */
  READY,
  /** The connection cannot be used as a line: {@link TelnetCodec#failure} says why. */
  FAILED,
  /** The peer, or the device behind its port, sent a BREAK. */
  BREAK,
  /** The far end takes no data: none may be sent until {@link #RESUMED}. */
  SUSPENDED,
  /** The far end takes data again. */
  RESUMED,
  /** The modem lines of the far port changed: {@link TelnetCodec#modemState} has them. */
  MODEM_LINES,
  /** A virtual machine told its name: {@link TelnetCodec#virtualMachineName}. */
  VIRTUAL_MACHINE
}
