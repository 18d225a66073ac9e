// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** What a {@link Handshake} does on its way from one state to the next. */
enum Action {
  NOTHING(""),
  SEND_SYN("send `16 n`, n fresh"),
  SEND_SYN_ACK("send `06 n+1 m`, m fresh"),
  SEND_ACK("send `06 m+1`"),
  SEND_FINAL_ACK("send `06`"),
  GIVE_BACK("hand on the bytes that were kept"),
  DISCARD_FRAME("discard the frame that is not sent yet"),
  SHORTEN("wait no longer than the quiet time, doubled for each attempt before"),
  WAIT_FOR_QUIET("wait until the line is quiet"),
  HOLD("wait the settle time and look again, up to 15 s after the last byte"),
  STRETCH("wait one attempt timeout more, and double it for the next, up to 4 times its setting");

  /** As it stands in the table of PROTOCOL.md. */
  final String text;

  Action(String text) {
    this.text = text;
  }
}
