// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the channel of a session is read. Two owners may hold the reads back, each for
 * its own reason. The channel is read when neither does: an owner that lets go does not undo what
 * the other one has asked for.
 *
 * <p>May be used on any thread.
 */
final class ReadGate {

  /** Who may hold reads back. */
  enum Owner {
    /** The user of the session, by {@code IoSession.suspendRead()}. */
    USER,
    /** The limit on bytes that a client before its login does not read. */
    FLOOD
  }

  private final Supplier<@Nullable ChannelHandlerContext> context;
  private final Set<Owner> holding = EnumSet.noneOf(Owner.class);

  /**
   * Creates a gate that is open.
   *
   * @param context where the channel is found; null as long as there is none, and after its end
   */
  ReadGate(Supplier<@Nullable ChannelHandlerContext> context) {
    this.context = context;
  }

  /** Nothing more is read when this returns, but for what the channel has read already. */
  void hold(Owner owner) {
    if (change(owner, true)) {
      settle();
    }
  }

  /** Reads go on, unless the other owner holds them back. */
  void letGo(Owner owner) {
    if (change(owner, false)) {
      settle();
    }
  }

  private synchronized boolean change(Owner owner, boolean holds) {
    return holds ? holding.add(owner) : holding.remove(owner);
  }

  private synchronized boolean isOpen() {
    return holding.isEmpty();
  }

  /** Reads begin, on a channel that was not read before, unless an owner holds them back. */
  void open() {
    settle();
  }

  /**
   * Tells the channel. The last word is always spoken on the event loop, and it is what the owners
   * want then: so of two threads that change their minds at once none can leave the channel wrong.
   */
  private void settle() {
    ChannelHandlerContext ctx = context.get();
    if (ctx == null) {
      return;
    }
    Channel channel = ctx.channel();
    if (channel.eventLoop().inEventLoop()) {
      channel.config().setAutoRead(isOpen());
      return;
    }
    if (!isOpen()) {
      channel.config().setAutoRead(false);
    }
    try {
      channel.eventLoop().execute(() -> channel.config().setAutoRead(isOpen()));
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and the channel with it: nothing is read any more.
    }
  }
}
