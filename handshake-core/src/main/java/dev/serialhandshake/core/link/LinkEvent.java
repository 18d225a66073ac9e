// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/** What can happen to a {@link Link}. Its table has rows for these events. */
enum LinkEvent {
  START("start"),
  OPEN_NEW("OPEN of a new session"),
  OPEN_KNOWN("OPEN of this session, with a fresh nonce"),
  OPEN_AGAIN("OPEN of this session that was answered before"),
  OPEN_OTHER("OPEN of a new session, while another one is kept"),
  OPEN_UNKNOWN("OPEN that resumes a session that is not known"),
  OPEN_OTHER_VERSION("OPEN of another version"),
  OPEN_ACK("OPEN-ACK with our nonce"),
  REFUSED("REFUSE with our nonce"),
  REFUSED_VERSION("REFUSE with our nonce, because of the version"),
  FRAME("a good frame of this epoch"),
  PEER_CLOSED("CLOSE, and every byte before it"),
  CLOSE_ACKNOWLEDGED("the CLOSE is acknowledged"),
  CLOSE_ASKED("the caller closes"),
  LINE_LOST("the line is lost"),
  LINE_BACK("the line is back, and both ends have shaken hands"),
  SYNS("two SYNs of a client that shakes hands"),
  OPEN_RETRY("open retry timer"),
  OPEN_TIMEOUT("open timeout"),
  SILENCE("nothing received for the silence time"),
  CLOSE_TIMEOUT("close timeout"),
  GRACE_OVER("the grace time is over");

  /** The words of the table in LINK.md. */
  final String text;

  LinkEvent(String text) {
    this.text = text;
  }
}
