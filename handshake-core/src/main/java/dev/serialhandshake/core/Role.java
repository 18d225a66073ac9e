// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * The role of an end in the handshake. It does not depend on which side listens or connects on the
 * transport.
 */
public enum Role {
  /** Sends the SYN, and tries again until it is answered. */
  CLIENT,
  /** Waits for a SYN and sends nothing until then. */
  SERVER
}
