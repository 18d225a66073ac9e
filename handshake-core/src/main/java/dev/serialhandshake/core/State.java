// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * Where a {@link Handshake} stands. PROTOCOL.md shows which states follow which.
 *
 * <p>Values may be added between two releases, since a rule of the protocol may need one more. A
 * program that asks for more than {@link #isFinal}, {@link #ESTABLISHED} and {@link #FAILED} should
 * have a {@code default}.
 */
public enum State {
  /** Made, not started. */
  NEW,
  /** Client: the SYN is sent; the SYN-ACK is due. */
  SYN_SENT,
  /** Client: the SYN-ACK came in the midst of noise; it counts when the line is quiet after it. */
  SYN_ACK_IN_DOUBT,
  /** Client: the ACK is sent; the final ACK is due, and the server is probably done. */
  ACK_SENT,
  /** Client: the attempt failed; waits until the line is quiet before the next one. */
  DRAINING,
  /** Server: waits for a SYN, in silence. */
  LISTENING,
  /** Server: a SYN came in the midst of noise; it counts when the line is quiet after it. */
  SYN_IN_DOUBT,
  /** Server: has just answered a SYN; the ACK is due. */
  ANSWERED,
  /** Server: a SYN came too soon behind the one that was answered; ignores both, and more. */
  HOLDING_OFF,
  /** Server: answered a SYN some time ago; the ACK is due still, but a new SYN is as good. */
  ANSWERED_LONG_AGO,
  /** Server: the ACK came in the midst of noise; it counts when the line is quiet after it. */
  ACK_IN_DOUBT,
  /** Server: has sent the final ACK; what the client sends next tells whether it arrived. */
  CONFIRMING,
  /** Server: that is a SYN if nothing follows it, and the application's bytes if something does. */
  MAYBE_SYN,
  /** The line is in sync: every byte not taken yet belongs to the application. */
  ESTABLISHED,
  /** Given up, for a {@link FailureReason}. */
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
