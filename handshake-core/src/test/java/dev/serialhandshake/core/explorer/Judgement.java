// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/** What a state is worth. */
enum Judgement {
  /** Under way: must converge, under every benign schedule. */
  OPEN,
  /** Both ends are established on the same byte. */
  IN_SYNC,
  /**
   * No reader can know: noise spelled a nonce behind its flag, 16 bits by chance; or a SYN, whose
   * answer came when the client waited for step 4.
   */
  COINCIDENCE,
  /** No reader can know: noise that began after the last quiet time of an end's handshake. */
  LATE_NOISE,
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
      return world.isNoiseLate(true) || world.isNoiseLate(false) ? LATE_NOISE : VIOLATION;
    }
    boolean awaiting = world.end(true).phase() == Peer.Phase.AWAITING_FINAL_ACK;
    if (!server || client || awaiting) {
      return OPEN;
    }
    if (world.isNoiseLate(false)) {
      return LATE_NOISE;
    }
    return world.clientRefused() || !world.clientAcknowledged() ? VIOLATION : HALF_OPEN;
  }

  private static Judgement together(World world) {
    Judgement client = of(world, true);
    Judgement server = of(world, false);
    if (client == server || server == IN_SYNC) {
      return client;
    }
    if (client == IN_SYNC) {
      return server;
    }
    return client == VIOLATION || server == VIOLATION ? VIOLATION : LATE_NOISE;
  }

  /** How one of two established ends is; a fault may give it one byte too many, and no more. */
  private static Judgement of(World world, boolean atClient) {
    if (world.isAligned(atClient, 0) && !world.isNoiseOnItsWay(atClient)) {
      return IN_SYNC;
    }
    if (world.isNoiseLate(atClient)) {
      return LATE_NOISE;
    }
    Fault fault = atClient ? Fault.FINAL_ACK_DOUBLED : Fault.ACK_END_DOUBLED;
    if (world.fault == fault && world.isAligned(atClient, 1)) {
      return atClient ? FINAL_ACK_DOUBLED : ACK_END_DOUBLED;
    }
    return VIOLATION;
  }
}
