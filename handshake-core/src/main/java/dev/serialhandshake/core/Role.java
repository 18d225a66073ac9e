// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * Who begins the handshake. Which side listens or connects on the transport has no bearing on it.
 */
public enum Role {
  /** Sends the SYN, and tries again until it is answered. */
  CLIENT,
  /** Waits for a SYN, in silence. */
  SERVER
}
