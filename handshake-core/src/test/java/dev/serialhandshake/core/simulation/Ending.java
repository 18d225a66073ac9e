// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

/**
 * How a simulation ended.
 *
 * @param attempts how many SYNs the client sent
 * @param frames how many frames both ends sent
 * @param nanos from the start of the later end to the end of the simulation
 */
record Ending(Kind kind, int attempts, int frames, long nanos) {

  enum Kind {
    /** Both ends are established on the same byte. */
    IN_SYNC,
    /** Both ends are established, or the client alone, and an application reads the wrong bytes. */
    MISALIGNED,
    /** The server is established; the client gave up its wait for the final ACK. */
    HALF_OPEN,
    /**
     * One of the two before, and one end went by a frame of which both the flag and the nonce,
     * which was the right one, were noise; or the answer to a SYN that was.
     */
    COINCIDENCE,
    /** Simulated time ran out. */
    NEVER
  }
}
