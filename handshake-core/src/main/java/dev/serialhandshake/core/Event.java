// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** What can happen to a {@link Handshake}, as far as its table tells one thing from another. */
enum Event {
  START("start"),
  SYN("`16 n`"),
  SYN_ACK("`06 n+1 m`"),
  STALE_SYN_ACK("`06 n+1 m` for one of the four attempts before"),
  ACK("`06 m+1`"),
  FINAL_ACK("`06`"),
  NAK("`15`"),
  OTHER("anything else"),
  UNCONFIRMED("the confirm option is off"),
  TEXT("printable text"),
  TIMER("timer"),
  TIMER_IN_NOISE("timer, and the line is not quiet");

  /** As it stands in the table of PROTOCOL.md. */
  final String text;

  Event(String text) {
    this.text = text;
  }
}
