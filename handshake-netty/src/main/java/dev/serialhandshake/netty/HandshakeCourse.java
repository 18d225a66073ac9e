// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From the handler's arrival in a pipeline to its end, one phase after the other; each end happens
 * once and in a fixed order. On the channel's event loop, where not said otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of a close that nobody waits for
final class HandshakeCourse extends Outcome {

  private enum Phase {
    /** In no pipeline, or the channel is not active yet. */
    WAITING,
    SHAKING,
    /** In sync; what was held back goes out, and what comes meanwhile queues behind it. */
    COMPLETING,
    FAILED,
    GONE
  }

  final ReadDemand demand = new ReadDemand();

  private final Role role;
  private final HandshakeHandlerSettings settings;
  private volatile @Nullable ChannelHandlerContext context;

  private Phase phase = Phase.WAITING;
  private boolean activeHeldBack;
  private @Nullable Exchange exchange;
  private @Nullable EarlyWrites writes;
  private @Nullable HeldInbound inbound;

  HandshakeCourse(Role role, HandshakeHandlerSettings settings) {
    this.role = role;
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  boolean isPending() {
    return phase == Phase.WAITING || phase == Phase.SHAKING;
  }

  boolean isCompleting() {
    return phase == Phase.COMPLETING;
  }

  void added(ChannelHandlerContext ctx) {
    context = ctx;
    bindTo(ctx.executor());
    if (ctx.executor() != ctx.channel().eventLoop()) {
      throw new IllegalStateException(
          "a HandshakeHandler must be added without an executor of its own: when it leaves, later"
              + " bytes would overtake those that it held back");
    }
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Nullable HandshakeReport report() {
    return exchange == null ? null : exchange.report();
  }

  /** Keeps it from those behind until the line is in sync. */
  void active(ChannelHandlerContext ctx) {
    activeHeldBack = true;
    start(ctx);
  }

  /** Starts once: a channel may become active before the handler is added, and tell it after. */
  private void start(ChannelHandlerContext ctx) {
    if (phase == Phase.WAITING) {
      phase = Phase.SHAKING;
      Exchange begun = new Exchange(this, ctx, role, settings);
      exchange = begun;
      long now = begun.now();
      begun.start(now);
      proceed(ctx, begun, now);
    }
  }

  /** On any thread. Never from within a failure that is still being told. */
  Future<HandshakeReport> retry() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("the handler is not in a pipeline");
    }
    HandshakePromise next = new HandshakePromise(ctx.executor());
    ctx.executor().execute(() -> retry(ctx, next));
    return next;
  }

  private void retry(ChannelHandlerContext ctx, HandshakePromise next) {
    if (phase != Phase.FAILED || settings.closeOnFailure() || !canShakeHands(ctx.channel())) {
      next.setFailure(
          new IllegalStateException("no failed handshake on an open channel: " + ctx.channel()));
      return;
    }
    beginAnew(next);
    phase = Phase.WAITING;
    start(ctx);
  }

  /** A channel without an event loop reads nothing, and nobody is told when it closes. */
  private static boolean canShakeHands(Channel channel) {
    return channel.isActive() && channel.isRegistered();
  }

  /** Shows a read to the handshake; keeps what of it is the application's. */
  void receive(ChannelHandlerContext ctx, ByteBuf read) {
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    long now = current.now();
    ByteBuf leftover = current.receive(read, now);
    keep(current.heldBytes());
    keep(leftover);
    proceed(ctx, current, now);
  }

  /** The application gets it when it is told that the line is in sync. */
  void keep(@Nullable ByteBuf bytes) {
    if (bytes != null) {
      heldInbound().add(bytes);
    }
  }

  /**
   * Does what follows from the state of the exchange, after all that may have changed it.
   *
   * @param now the time of that
   */
  void proceed(ChannelHandlerContext ctx, Exchange current, long now) {
    current.transmit();
    if (exchange != current) {
      return; // a write failed, or brought an answer in before it returned
    }
    switch (current.state()) {
      case ESTABLISHED -> succeed(ctx, current);
      case FAILED -> fail(ctx, FailureReason.ABANDONED, null);
      default -> {
        current.awaitDeadline(now);
        demand.readOn(ctx);
      }
    }
  }

  private void succeed(ChannelHandlerContext ctx, Exchange done) {
    phase = Phase.COMPLETING;
    exchange = null;
    Handshake established = done.end(null);
    HandshakeLog.success(ctx.channel(), established);
    succeed(established);
    ctx.fireUserEventTriggered(HandshakeCompletionEvent.success(established));
    releaseActive(ctx);
    drainWrites(ctx);
    while (inbound != null && inbound.size() > 1) {
      fireHeldInbound(ctx, inbound); // still here: what this brings in must queue behind the rest
      drainWrites(ctx);
    }
    phase = Phase.GONE;
    context = null;
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(ctx.handler());
    }
    if (inbound != null) {
      fireHeldInbound(ctx, inbound); // the last
    }
    if (writes != null) {
      writes.flush(); // after the leftovers: what it brings in no longer comes through here
    }
    demand.passOn(ctx);
  }

  private void fireHeldInbound(ChannelHandlerContext ctx, HeldInbound held) {
    if (held.fireNext(ctx)) {
      demand.served();
    }
  }

  void frameNotWritten(ChannelHandlerContext ctx, Exchange from, Throwable cause) {
    if (exchange == from) { // and not the one before a retry
      fail(ctx, FailureReason.WRITE_FAILED, cause);
    }
  }

  /** Fails the handshake unless it has ended. The exchange itself may know a better reason. */
  void fail(ChannelHandlerContext ctx, FailureReason reason, @Nullable Throwable cause) {
    if (!isPending()) {
      return;
    }
    phase = Phase.FAILED;
    HandshakeReport report = null;
    FailureReason known = null;
    if (exchange != null) {
      report = exchange.end(reason).report();
      known = report.failureReason();
      exchange = null;
    }
    HandshakeException exception =
        new HandshakeException(known == null ? reason : known, report, cause);
    fail(exception);
    if (writes != null) {
      writes.fail(exception);
    }
    HandshakeLog.failure(ctx.channel(), exception);
    tellFailure(exception);
    ctx.fireUserEventTriggered(HandshakeCompletionEvent.failure(exception));
    if (exception.reason() != FailureReason.ABANDONED) { // or this side has done what it wants
      ctx.fireExceptionCaught(exception);
      if (settings.closeOnFailure()) {
        ctx.close();
      }
    }
  }

  /** The handler was removed, by itself or by somebody else. */
  void removed(ChannelHandlerContext ctx) {
    if (phase == Phase.COMPLETING) {
      if (writes != null) {
        writes.writeAll(); // or later writes, which no longer come through here, overtake them
      }
    } else if (phase != Phase.GONE) {
      boolean goesOn = isPending() || !settings.closeOnFailure();
      fail(ctx, FailureReason.ABANDONED, null);
      phase = Phase.GONE;
      context = null;
      if (goesOn) {
        releaseActive(ctx);
      }
    }
  }

  private void releaseActive(ChannelHandlerContext ctx) {
    if (activeHeldBack && ctx.channel().isActive()) {
      activeHeldBack = false;
      ctx.fireChannelActive();
    }
  }

  private void drainWrites(ChannelHandlerContext ctx) {
    if (writes == null) {
      return;
    }
    if (ctx.isRemoved()) {
      writes.writeAll(); // the flush is left for the end, behind the leftovers
    } else {
      writes.drain();
    }
  }

  /** Queues a write; one too many fails the handshake. */
  void queue(ChannelHandlerContext ctx, Object message, ChannelPromise written) {
    EarlyWrites early = earlyWrites(ctx);
    early.add(message, written);
    if (early.bytes() > settings.maxQueuedBytes()) {
      fail(ctx, FailureReason.TOO_MUCH_QUEUED, null);
    }
  }

  EarlyWrites earlyWrites(ChannelHandlerContext ctx) {
    if (writes == null) {
      writes = new EarlyWrites(ctx);
    }
    return writes;
  }

  HeldInbound heldInbound() {
    if (inbound == null) {
      inbound = new HeldInbound();
    }
    return inbound;
  }
}
