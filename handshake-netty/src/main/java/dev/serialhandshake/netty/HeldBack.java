// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.HandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link HandshakeHandler} holds back from both sides while it shakes hands, and how it is
 * given back: writes and their flush, reads and their end, bytes that are the application's
 * already.
 *
 * <p>It knows nothing of the handshake. The handler says when it is over, and how it ended:
 *
 * <pre>
 * success, and nothing waits      {@link #giveBackRead}
 * success, and something waits    {@link #handOver}: from then on {@link Handover} holds back
 * failure                         {@link #fail}
 * </pre>
 */
final class HeldBack {

  private @Nullable EarlyWrites writes;
  private @Nullable Handover handover;

  /** The application asked for a read that the handshake uses up. */
  private boolean readOwed;

  /** A read is in progress: the transport will tell of its end, and needs no demand before. */
  private boolean reading;

  /** The next handlers are told of the end of this read, because a part of it is theirs. */
  private boolean readPasses;

  /** What was written before the handler was added may not be flushed yet. */
  private boolean flushPasses;

  /** A read, or writes without a flush, may have begun before the handler came. */
  void somethingMayHaveBegunBefore() {
    readPasses = true;
    flushPasses = true;
  }

  /** The channel becomes active only now, so nothing has begun before. */
  void nothingHasBegunBefore() {
    readPasses = false;
    flushPasses = false;
  }

  // Reads

  /** A read has begun, whose bytes the handshake takes. */
  void readBegins() {
    reading = true;
  }

  /** A message passes: it is what the application has asked for, and so is the end of the read. */
  void messagePasses() {
    reading = true;
    readPasses = true;
    readOwed = false;
  }

  /**
   * The read in progress is over.
   *
   * @return whether the next handlers are told
   */
  boolean readEnds() {
    boolean passes = readPasses;
    readPasses = false;
    reading = false;
    return passes;
  }

  /**
   * The application asks for a read.
   *
   * @return whether it is owed one: it is not where the transport reads by itself
   */
  boolean noteRead(ChannelHandlerContext ctx) {
    readOwed = !isAutoRead(ctx);
    return readOwed;
  }

  /** Reads on for the handshake's sake. */
  void readOn(ChannelHandlerContext ctx) {
    if (!reading && !isAutoRead(ctx)) {
      ctx.read();
    }
  }

  void giveBackRead(ChannelHandlerContext ctx) {
    if (readOwed && !isAutoRead(ctx)) {
      readOwed = false;
      ctx.read();
    }
  }

  private static boolean isAutoRead(ChannelHandlerContext ctx) {
    return ctx.channel().config().isAutoRead();
  }

  // Writes

  /**
   * Holds a write back.
   *
   * @return how many bytes are held back now
   */
  long write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    EarlyWrites early = writes;
    if (early == null) {
      early = new EarlyWrites(ctx);
      writes = early;
    }
    early.add(message, promise);
    return early.bytes();
  }

  /**
   * Holds a flush back.
   *
   * @return whether it passes too: the first one may be for writes made before the handler came
   */
  boolean flush() {
    if (writes != null) {
      writes.askFlush();
    }
    boolean passes = flushPasses;
    flushPasses = false;
    return passes;
  }

  /** The flush of a frame was for all that was written before. */
  void frameIsFlushed() {
    flushPasses = false;
  }

  /** The channel leaves its event loop. */
  void park() {
    if (writes != null) {
      writes.park();
    }
  }

  /** The channel is on an event loop, perhaps another one. */
  void unpark(ChannelHandlerContext ctx) {
    if (writes != null) {
      writes.unpark(ctx);
    }
  }

  // Bytes of the application

  /** Keeps bytes, of which it becomes the owner; those of earlier reads are kept first. */
  void keep(ChannelHandlerContext ctx, @Nullable ByteBuf bytes) {
    if (bytes != null) {
      keeper(ctx).keep(bytes);
    }
  }

  private Handover keeper(ChannelHandlerContext ctx) {
    Handover keeper = handover;
    if (keeper == null) {
      keeper = new Handover(ctx);
      handover = keeper;
    }
    return keeper;
  }

  // The end

  /** Whether there is something that takes its turn after the success is told. */
  boolean somethingWaits() {
    return handover != null || writes != null;
  }

  /** Who gives it up; null if nothing waits. */
  @Nullable Handover handover() {
    return handover;
  }

  /**
   * From here on {@link Handover} holds back and gives up.
   *
   * @param active whether {@code channelActive} is held back too
   */
  Handover handOver(ChannelHandlerContext ctx, boolean active) {
    Handover keeper = keeper(ctx);
    keeper.standAhead(writes, active, readOwed);
    writes = null;
    readOwed = false;
    return keeper;
  }

  /** Releases bytes and messages, and fails the promises of the writes. */
  void fail(HandshakeException cause) {
    if (handover != null) {
      handover.discard();
      handover = null;
    }
    EarlyWrites failed = writes;
    writes = null;
    if (failed != null) {
      failed.fail(cause);
    }
  }
}
