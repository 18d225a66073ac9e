// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * The state of a {@link Handshake}. PROTOCOL.md has the changes of state.
 *
 * <p>A later release may add values, since a rule of the protocol may need one more. A program that
 * asks for more than {@link #isFinal}, {@link #ESTABLISHED} and {@link #FAILED} should have a
 * {@code default}.
 */
public enum State {
  /** The handshake is made and not started. */
  NEW,
  /** Client: the SYN is sent; the SYN-ACK is due. */
  SYN_SENT,
  /** Client: the SYN-ACK arrived in noise. It counts when the line becomes quiet after it. */
  SYN_ACK_IN_DOUBT,
  /** Client: the ACK is sent; the final ACK is due, and the server is probably done. */
  ACK_SENT,
  /** Client: the attempt failed. The next one begins when the line is quiet. */
  DRAINING,
  /** Server: it waits for a SYN and sends nothing. */
  LISTENING,
  /** Server: a SYN arrived in noise. It counts when the line becomes quiet after it. */
  SYN_IN_DOUBT,
  /** Server: it has just answered a SYN. The ACK is due. */
  ANSWERED,
  /** Server: a SYN came too soon after the one that was answered. It ignores both and all bytes. */
  HOLDING_OFF,
  /** Server: it answered a SYN some time ago. The ACK is still due, but a new SYN counts too. */
  ANSWERED_LONG_AGO,
  /** Server: the ACK arrived in noise. It counts when the line becomes quiet after it. */
  ACK_IN_DOUBT,
  /** Server: it has sent the final ACK. The client's next bytes tell whether that ACK arrived. */
  CONFIRMING,
  /**
   * Server: these next bytes are a SYN if nothing follows, and the application's if bytes follow.
   */
  MAYBE_SYN,
  /** The line is in sync. Every byte that is not consumed yet belongs to the application. */
  ESTABLISHED,
  /** The handshake has failed, for a {@link FailureReason}. */
  FAILED;

  /**
   * Whether the handshake has ended.
   *
   * @return true in {@link #ESTABLISHED} and {@link #FAILED}
   */
  public boolean isFinal() {
    return this == ESTABLISHED || this == FAILED;
  }
}
