// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

/** What a line does to the bytes on it. */
enum FaultKind {
  /** Bytes that nobody sent. */
  NOISE(true, 25),
  /** Bytes that do not arrive. */
  LOSS(true, 15),
  /** Bytes that arrive twice. */
  DUPLICATE(true, 15),
  /** Nothing passes for a while; nothing is lost. */
  STALL(false, 15),
  /** Some bytes arrive one by one. */
  ONE_BYTE(false, 10),
  /** Some bytes arrive at the pace of a baud rate. */
  PACE(false, 10),
  /** The client's end is cut: its connection is closed, or its port goes away. */
  RESET_NEAR(true, 5),
  /** Likewise the server's end. */
  RESET_FAR(true, 5),
  /** The client dies by SIGKILL; the line stays, and tells nobody. Not drawn as the others are. */
  DEATH(true, 0);

  private final boolean changesBytes;
  private final int weight;

  FaultKind(boolean changesBytes, int weight) {
    this.changesBytes = changesBytes;
    this.weight = weight;
  }

  /** Whether SSH may break of it; a handshake may not, unless it hits its last steps. */
  boolean changesBytes() {
    return changesBytes;
  }

  int weight() {
    return weight;
  }
}
