// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.internal;

/**
 * The bytes on the wire. They are fixed, because every program that speaks the four steps is a
 * peer.
 *
 * <p>Nonces are counted modulo 256.
 */
public final class Wire {

  /** Begins a SYN. */
  public static final byte SYN = 0x16;

  /** Begins every other step. */
  public static final byte ACK = 0x06;

  /**
   * Says that the peer received something else than the step that was due. This library never
   * answers with it.
   */
  public static final byte NAK = 0x15;

  /**
   * Sent before every second retry of a SYN. A peer that reads fixed pairs of bytes out of step
   * falls back into step by it. Any value would do. This one deletes a half-typed line at a login
   * prompt, and no application known to this library begins with it.
   */
  public static final byte FILLER = NAK;

  /** Before its version 1.2, the original's client in debug mode sent this in place of the ACK. */
  public static final byte DEBUG_ACK = 0x07;

  /** The first bytes of every link: a flag, the letter of an OPEN, and its version, escaped. */
  public static final String LINK_OPENING = "~O}";

  private Wire() {}

  /**
   * The number that acknowledges a nonce.
   *
   * @param nonce a nonce; only its low 8 bits count
   * @return the nonce plus one, modulo 256, from 0 to 255
   */
  public static int acknowledge(int nonce) {
    return (nonce + 1) & 0xff;
  }
}
