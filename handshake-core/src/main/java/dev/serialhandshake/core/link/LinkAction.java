// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/** What a {@link Link} does when it goes from one state to the next. */
enum LinkAction {
  NOTHING(""),
  LISTEN("wait for an OPEN, for the open timeout"),
  SEND_OPEN("send OPEN, its nonce fresh"),
  REPEAT_OPEN("send the same OPEN again"),
  ACCEPT("send OPEN-ACK, its nonce fresh"),
  REPEAT_OPEN_ACK("send the same OPEN-ACK again"),
  REFUSE("send REFUSE"),
  REFUSE_VERSION("send REFUSE, because of the version"),
  BEGIN_EPOCH("send again what the peer has not received"),
  ACKNOWLEDGE("send ACK"),
  SUSPEND("keep the session for the grace time"),
  SEND_CLOSE("send CLOSE after all bytes offered before");

  /** The words of the table in LINK.md. */
  final String text;

  LinkAction(String text) {
    this.text = text;
  }
}
