// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * The state of a {@link Link}. LINK.md has the changes of state.
 *
 * <p>A later release may add values. A program that asks for more than {@link #isFinal}, {@link
 * #OPEN} and {@link #WAITING} should have a {@code default}.
 */
public enum LinkState {
  /** The link is made and not started. */
  NEW,
  /** Client: the first OPEN is sent. Its answer is due. */
  OPENING,
  /** Client: the line is back and an OPEN is sent. The answer is due. */
  RESUMING,
  /** Server: the first OPEN is due. */
  LISTENING,
  /** Server: the line is back. The OPEN that resumes the session is due. */
  AWAITING_RESUME,
  /** Server: an OPEN is answered. The client's first frame tells that the answer has arrived. */
  ACCEPTED,
  /** Both ends know each other, and bytes flow. */
  OPEN,
  /** The line is lost. The session is kept until the grace time is over. */
  WAITING,
  /** The caller has closed. The bytes offered before and the CLOSE wait for acknowledgement. */
  CLOSING,
  /** The session is over, for the reason that {@link Link#end} tells. */
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
