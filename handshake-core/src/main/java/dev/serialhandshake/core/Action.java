// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** What a {@link Handshake} does when it goes from one state to the next. */
enum Action {
  NOTHING(""),
  SEND_SYN("send `16 n`, n fresh"),
  SEND_SYN_ACK("send `06 n+1 m`, m fresh"),
  SEND_ACK("send `06 m+1`"),
  SEND_FINAL_ACK("send `06`"),
  GIVE_BACK("give the application the bytes that were held"),
  DISCARD_FRAME("discard the frame that is not sent yet"),
  SHORTEN("wait at most the quiet time, doubled once for each attempt before"),
  WAIT_FOR_QUIET("wait until the line is quiet"),
  HOLD("wait for the settle time and look again, for 15 s after the last byte at most"),
  STRETCH(
      "wait one more attempt timeout, and double it for later attempts, up to 4 times its"
          + " setting");

  /** The words of the table in PROTOCOL.md. */
  final String text;

  Action(String text) {
    this.text = text;
  }
}
