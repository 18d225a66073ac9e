// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** What can happen to a {@link Handshake}. Its table has rows for these events. */
enum Event {
  START("start"),
  SYN("`16 n`"),
  SYN_IN_NOISE("`16 n`, and the line is not quiet"),
  SYN_ACK("`06 n+1 m`"),
  SYN_ACK_IN_NOISE("`06 n+1 m`, and the line is not quiet"),
  STALE_SYN_ACK("`06 n+1 m` that answers one of the four attempts before"),
  ACK("`06 m+1`"),
  ACK_IN_NOISE("`06 m+1`, and the line is not quiet"),
  FINAL_ACK("`06`"),
  NAK("`15`"),
  OTHER("anything else"),
  FIRST_BYTES("the client's first bytes"),
  POSSIBLE_SYN("bytes that may be a SYN, a part of one, noise, or the client's first bytes"),
  TIMER("timer"),
  TIMER_IN_NOISE("timer, and the line is not quiet"),
  TIMER_AT_BOOT_LOADER("timer, and a boot loader waits for a key"),
  DEADLINE("the handshake timeout is over"),
  TOO_MUCH_GARBAGE("more garbage than the settings allow"),
  END_OF_INPUT("the line is closed"),
  ABANDONED("the caller gives up");

  /** The words of the table in PROTOCOL.md. */
  final String text;

  Event(String text) {
    this.text = text;
  }
}
