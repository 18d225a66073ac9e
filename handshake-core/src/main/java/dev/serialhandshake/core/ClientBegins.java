// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * What the first bytes of a server's client are, once the line is in sync: they tell the server
 * that the final ACK arrived. The more is known of them, the more noise cannot pass for them.
 */
public enum ClientBegins {
  /**
   * Nothing is known: the client may wait for the server to speak. The server is done when it has
   * sent the final ACK.
   */
  LATER,
  /** With {@code SSH-}. All else is noise and is discarded. */
  SSH,
  /**
   * With {@code SSH-}, or with the OPEN of a {@linkplain dev.serialhandshake.core.link link}. All
   * else is noise and is discarded.
   */
  SSH_OR_LINK,
  /**
   * With printable ASCII, from {@code 20} to {@code 7e}. All other bytes are noise and are
   * discarded.
   */
  TEXT,
  /**
   * With any byte; none is discarded. Only a SYN that comes first and alone, {@code 16 n} and then
   * nothing for the quiet time, means that the client never saw the final ACK.
   */
  ANYTHING
}
