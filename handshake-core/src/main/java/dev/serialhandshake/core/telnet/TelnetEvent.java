// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/** What a peer says besides data. Each event has its place between the data. */
public enum TelnetEvent {
  /** Everything that was asked for is agreed. Data may be sent. */
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
  VIRTUAL_MACHINE,
  /**
   * A virtual machine is about to move to another host, and sends no more data until that is done
   * or given up. {@link TelnetCodec#vmotionParameters} has the sequence of this move. The answer is
   * {@link VmotionAnswer#GO_AHEAD} or {@link VmotionAnswer#NOT_NOW}.
   */
  VMOTION_BEGIN,
  /**
   * This connection is from the host that a machine moves to: {@link TelnetCodec#vmotionParameters}
   * has the sequence and the secret of the move. The answer to the right secret is {@link
   * VmotionAnswer#PEER_OK}.
   */
  VMOTION_PEER,
  /** The machine of a {@link #VMOTION_PEER} has moved to this connection, and runs there. */
  VMOTION_COMPLETE,
  /** The machine of a {@link #VMOTION_BEGIN} has not moved, and goes on at this connection. */
  VMOTION_ABORT
}
