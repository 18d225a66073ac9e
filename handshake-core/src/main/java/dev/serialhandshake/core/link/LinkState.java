// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * Where a {@link Link} stands. LINK.md shows which states follow which.
 *
 * <p>Values may be added between two releases. A program that asks for more than {@link #isFinal},
 * {@link #OPEN} and {@link #WAITING} should have a {@code default}.
 */
public enum LinkState {
  /** Made, not started. */
  NEW,
  /** Client: the first OPEN is sent; its answer is due. */
  OPENING,
  /** Client: the line is back and an OPEN is sent; the answer is due. */
  RESUMING,
  /** Server: the first OPEN is due. */
  LISTENING,
  /** Server: the line is back; the OPEN that resumes the session is due. */
  AWAITING_RESUME,
  /** Server: an OPEN is answered; the client's first frame tells that the answer arrived. */
  ACCEPTED,
  /** Both ends know each other; bytes flow. */
  OPEN,
  /** The line is lost; the session is kept until the grace time is over. */
  WAITING,
  /** The caller has closed; the bytes offered before and the CLOSE wait for acknowledgement. */
  CLOSING,
  /** Over, for the reason that {@link Link#end} tells. */
  ENDED;

  /**
   * Whether the session is over.
   *
   * @return true in {@link #ENDED}
   */
  public boolean isFinal() {
    return this == ENDED;
  }
}
