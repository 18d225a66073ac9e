// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;

/** Leftovers, and whatever comes in while those wait, in order. */
final class HeldInbound {

  private enum Signal {
    READ_COMPLETE,
    INACTIVE
  }

  private record UserEvent(Object event) {}

  private final Queue<Object> held = new ArrayDeque<>(2);

  /** Takes ownership of the message. */
  void add(Object message) {
    held.add(message);
  }

  void addUserEvent(Object event) {
    held.add(new UserEvent(event));
  }

  void addReadComplete() {
    held.add(Signal.READ_COMPLETE);
  }

  void addInactive() {
    held.add(Signal.INACTIVE);
  }

  int size() {
    return held.size();
  }

  /**
   * Fires the oldest.
   *
   * @return whether it was a message
   */
  boolean fireNext(ChannelHandlerContext ctx) {
    Object next = held.remove();
    if (next == Signal.READ_COMPLETE) {
      ctx.fireChannelReadComplete();
    } else if (next == Signal.INACTIVE) {
      ctx.fireChannelInactive();
    } else if (next instanceof UserEvent user) {
      ctx.fireUserEventTriggered(user.event());
    } else {
      ctx.fireChannelRead(next);
      return true;
    }
    return false;
  }
}
