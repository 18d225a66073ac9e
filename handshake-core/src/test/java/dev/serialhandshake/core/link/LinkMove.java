// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * One thing that happens.
 *
 * @param side 0 for the client, 1 for the server
 * @param timer for {@link Kind#TIMER}; null otherwise
 */
record LinkMove(Kind kind, int side, LinkTimers.Kind timer) {

  enum Kind {
    SEND,
    /** A frame is sent, and the line loses it. */
    SEND_LOST,
    SEND_DOUBLED,
    SEND_DAMAGED,
    SEND_AFTER_NOISE,
    SEND_AFTER_ESCAPE,
    RECEIVE,
    TAKE,
    TIMER,
    CLOSE,
    /** The line is lost, and this end is the first to know. */
    LOSE,
    /** This end begins anew. */
    RESTART,
    /** Both ends have shaken hands again. */
    BACK,
    /** Likewise, and a frame of the time before arrives late. */
    BACK_STALE
  }

  static LinkMove of(Kind kind, int side) {
    return new LinkMove(kind, side, null);
  }

  static LinkMove timer(LinkTimers.Kind timer, int side) {
    return new LinkMove(Kind.TIMER, side, timer);
  }

  @Override
  public String toString() {
    return (side == 0 ? "client " : "server ") + kind + (timer == null ? "" : " " + timer);
  }
}
