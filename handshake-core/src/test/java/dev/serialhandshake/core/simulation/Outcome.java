// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

/**
 * How a simulation ended.
 *
 * @param attempts how many SYNs the client sent
 * @param frames how many frames both ends sent
 * @param nanos from the start of the later end to the end of the simulation
 */
record Outcome(Kind kind, int attempts, int frames, long nanos) {

  enum Kind {
    /** Both ends are established on the same byte. */
    IN_SYNC,
    /** Both ends are established, or the client alone, and an application reads the wrong bytes. */
    MISALIGNED,
    /** The server is established; the client gave up its wait for the final ACK. */
    HALF_OPEN,
    /** One of the two before, but the noise spelled the nonce of an attempt behind an ACK. */
    COINCIDENCE,
    /** Simulated time ran out. */
    NEVER
  }
}
