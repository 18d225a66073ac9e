// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbound half of a session: hands flushed messages over to the line. A message stays in the
 * session's outbound buffer until the line's write of it is done, so that its promise tells the
 * truth and its bytes count towards the session's writability.
 */
final class SessionWrites {
  private ChannelHandlerContext line;
  private final Supplier<@Nullable ChannelOutboundBuffer> current;
  private final ChannelFutureListener settler = done -> settleCurrent();

  /** The line's writes of the first messages in the buffer, in order. */
  private final Queue<ChannelFuture> inFlight = new ArrayDeque<>();

  private boolean handingOver;
  private boolean settling;
  private boolean closed;

  /** Whether the line has one message at a time, so that little waits there for its turn. */
  private boolean oneByOne;

  private boolean suspended;

  SessionWrites(ChannelHandlerContext line, Supplier<@Nullable ChannelOutboundBuffer> current) {
    this.line = line;
    this.current = current;
  }

  /** The line goes on over another connection. What the former one has to write is its own. */
  void moveTo(ChannelHandlerContext next) {
    line = next;
  }

  /** From now on the line has no more than one message that it has not written yet. */
  void oneByOne() {
    oneByOne = true;
  }

  /** While it is suspended the line gets nothing, at the end of the session neither. */
  void suspend(boolean now) {
    suspended = now;
  }

  /** Later completions of the line's writes concern nobody. */
  void close() {
    closed = true;
    inFlight.clear();
  }

  /**
   * Gives the line the flushed messages that it does not have yet.
   *
   * @param all whether to go on when the line is not writable
   */
  void handOver(ChannelOutboundBuffer buffer, boolean all) {
    if (handingOver && !all) {
      return; // called within a write to the line: the loop there sees the new messages
    }
    while (!closed && writeFresh(buffer, all)) {
      settle(buffer, false); // its listeners may have flushed more
    }
    if (all) {
      settle(buffer, true);
    }
  }

  private boolean writeFresh(ChannelOutboundBuffer buffer, boolean all) {
    List<Object> fresh = fresh(buffer);
    boolean outer = handingOver;
    boolean any = false;
    handingOver = true;
    try {
      for (Object message : fresh) {
        if (closed || suspended || !(all || mayHandOver())) {
          break;
        }
        ChannelPromise promise = line.newPromise();
        inFlight.add(promise);
        any = true;
        line.write(ReferenceCountUtil.retain(message), promise).addListener(settler);
      }
      if (any) {
        line.flush();
      }
    } finally {
      handingOver = outer;
    }
    return any;
  }

  private boolean mayHandOver() {
    return line.channel().isWritable() && !(oneByOne && !inFlight.isEmpty());
  }

  private List<Object> fresh(ChannelOutboundBuffer buffer) {
    List<Object> fresh = new ArrayList<>();
    int[] known = {inFlight.size()};
    try {
      buffer.forEachFlushedMessage(message -> known[0]-- > 0 || fresh.add(message));
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
    return fresh;
  }

  private void settleCurrent() {
    ChannelOutboundBuffer buffer = current.get();
    if (buffer != null) {
      settle(buffer, false);
      if (oneByOne) {
        handOver(buffer, false);
      }
    }
  }

  /**
   * Completes the promises of what the line has written. Their listeners write and flush again, so
   * this neither recurses nor interrupts a hand-over, but for the {@code last} time.
   */
  private void settle(ChannelOutboundBuffer buffer, boolean last) {
    if (!last && (handingOver || settling)) {
      return;
    }
    boolean outer = settling;
    settling = true;
    try {
      ChannelFuture done;
      while ((done = inFlight.peek()) != null && done.isDone()) {
        inFlight.remove();
        dropCancelled(buffer);
        if (done.isSuccess()) {
          buffer.remove();
        } else {
          buffer.remove(done.cause());
        }
      }
    } finally {
      settling = outer;
    }
  }

  /** Cancelled writes are no part of {@code forEachFlushedMessage}, but do stand in the queue. */
  private static void dropCancelled(ChannelOutboundBuffer buffer) {
    while (buffer.current() == Unpooled.EMPTY_BUFFER) {
      buffer.remove();
    }
  }
}
