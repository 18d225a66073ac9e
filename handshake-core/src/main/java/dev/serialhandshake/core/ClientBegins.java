// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * How the clients of a server begin when the line is in sync. Their first bytes tell the server
 * that the final ACK has arrived. The more the server knows of these bytes, the less noise can pass
 * for them.
 */
public enum ClientBegins {
  /**
   * Nothing is known: the client may wait for the server to speak. The server is done when it has
   * sent the final ACK.
   */
  LATER,
  /** With {@code SSH-}. All other bytes are noise and are discarded. */
  SSH,
  /**
   * With {@code SSH-}, or with the OPEN of a {@linkplain dev.serialhandshake.core.link link}. All
   * other bytes are noise and are discarded.
   */
  SSH_OR_LINK,
  /**
   * With printable ASCII, from {@code 20} to {@code 7e}. All other bytes are noise and are
   * discarded.
   */
  TEXT,
  /**
   * With any byte. No byte is discarded. Only a SYN that comes first and alone means that the
   * client has not received the final ACK: {@code 16 n}, and then nothing for the quiet time.
   */
  ANYTHING
}
