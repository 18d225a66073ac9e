// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * Why a {@link Link} has ended. Values may be added between two releases; a {@code switch} over
 * them should have a {@code default}.
 */
public enum LinkEnd {
  /** The caller closed it, and the peer has received everything. */
  CLOSED,
  /** The caller closed it, and nothing tells what the peer has received. */
  CLOSED_UNCONFIRMED,
  /**
   * The peer closed it; all that it sent before can still be taken. Nothing tells what the peer has
   * received.
   */
  PEER_CLOSED,
  /** Client: nothing answered the first OPEN, so the server does not know links. */
  NO_LINK_AT_PEER,
  /** Server: no OPEN was received after the handshake. */
  NO_OPENING,
  /** Client: the server does not know the session any more. */
  REFUSED,
  /** The two ends speak different versions. */
  OTHER_VERSION,
  /** Server: a client began a new session in place of the one that waited. */
  REPLACED,
  /** The line was lost, and was not back within the grace time. */
  GRACE_OVER,
  /** The line was lost before the first OPEN was answered. */
  LINE_LOST
}
