// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/** What a state is worth. */
enum Judgement {
  /** Under way: must converge, under every benign schedule. */
  OPEN,
  /** Both ends are established on the same byte. */
  IN_SYNC,
  /** No reader can know: noise spelled a nonce behind its flag, 16 bits by chance. */
  COINCIDENCE,
  /** No reader can know: the last byte of step 3 came twice. */
  ACK_END_DOUBLED,
  /** No reader can know: step 4 came twice. */
  FINAL_ACK_DOUBLED,
  /** The server is done, the client gave up waiting for step 4, which is lost or late. */
  HALF_OPEN,
  /** Safety is broken. */
  VIOLATION;

  boolean isEnd() {
    return this != OPEN;
  }

  static Judgement of(World world) {
    boolean client = world.end(true).phase() == Peer.Phase.ESTABLISHED;
    boolean server = world.end(false).phase() == Peer.Phase.ESTABLISHED;
    if (world.coincidence) {
      return COINCIDENCE;
    }
    if (client && server) {
      return together(world);
    }
    if (client && world.end(false).phase() == Peer.Phase.TRYING) {
      return VIOLATION;
    }
    boolean awaiting = world.end(true).phase() == Peer.Phase.AWAITING_FINAL_ACK;
    if (!server || client || awaiting) {
      return OPEN;
    }
    return world.clientRefused() || !world.clientAcknowledged() ? VIOLATION : HALF_OPEN;
  }

  /** An exception is one byte too many, and no more. */
  private static Judgement together(World world) {
    if (world.isAligned(true, 0) && world.isAligned(false, 0)) {
      return IN_SYNC;
    }
    if (world.fault == Fault.ACK_END_DOUBLED
        && world.isAligned(true, 0)
        && world.isAligned(false, 1)) {
      return ACK_END_DOUBLED;
    }
    if (world.fault == Fault.FINAL_ACK_DOUBLED
        && world.isAligned(true, 1)
        && world.isAligned(false, 0)) {
      return FINAL_ACK_DOUBLED;
    }
    return VIOLATION;
  }
}
