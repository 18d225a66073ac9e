// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Shakes hands on a line, and leaves. */
@SuppressWarnings("FutureReturnValueIgnored") // a caller learns from the promise it gave
public final class HandshakeHandler extends ChannelDuplexHandler {

  private enum Phase {
    /** Not in a pipeline, or its channel is not active yet. */
    WAITING,
    SHAKING,
    /** In sync; what was held back is on its way. */
    COMPLETING,
    FAILED,
    GONE
  }

  private final Role role;
  private final HandshakeHandlerSettings settings;
  private final ReadDemand demand = new ReadDemand();
  private volatile HandshakePromise promise = new HandshakePromise();
  private volatile @Nullable ChannelHandlerContext context;

  private Phase phase = Phase.WAITING;
  private boolean activeHeldBack;
  private boolean passedThrough;
  private @Nullable Exchange exchange;
  private @Nullable EarlyWrites earlyWrites;
  private @Nullable HandshakeException failure;

  /** Leftovers, and what comes in while those wait. */
  private @Nullable Queue<Runnable> inbound;

  private HandshakeHandler(Role role, HandshakeHandlerSettings settings) {
    this.role = role;
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * Makes a handler for the side that begins, with the default settings.
   *
   * @return a handler for one channel
   */
  public static HandshakeHandler client() {
    return client(HandshakeHandlerSettings.defaults());
  }

  /**
   * Makes a handler for the side that begins.
   *
   * @param settings its settings
   * @return a handler for one channel
   */
  public static HandshakeHandler client(HandshakeHandlerSettings settings) {
    return new HandshakeHandler(Role.CLIENT, settings);
  }

  /**
   * Makes a handler for the side that waits, with the default settings.
   *
   * @return a handler for one channel
   */
  public static HandshakeHandler server() {
    return server(HandshakeHandlerSettings.defaults());
  }

  /**
   * Makes a handler for the side that waits.
   *
   * @param settings its settings
   * @return a handler for one channel
   */
  public static HandshakeHandler server(HandshakeHandlerSettings settings) {
    return new HandshakeHandler(Role.SERVER, settings);
  }

  /**
   * The end of the handshake that is under way, or of the last one. May be asked for on any thread
   * and before the handler is in a pipeline; its listeners run on the handler's executor.
   *
   * @return a future that nobody can cancel; it fails with a {@link HandshakeException}
   */
  public Future<HandshakeReport> handshakeFuture() {
    return promise;
  }

  /**
   * Shakes hands once more, after a failure that left the channel open ({@link
   * HandshakeHandlerSettings.Builder#closeOnFailure}). May be called on any thread.
   *
   * @return the future of the new handshake; it fails with an {@link IllegalStateException} when
   *     there is nothing to retry
   * @throws IllegalStateException when the handler was never in a pipeline
   */
  public Future<HandshakeReport> retry() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("the handler was not added to a pipeline yet");
    }
    HandshakePromise next = new HandshakePromise();
    next.bindTo(ctx.executor());
    if (ctx.executor().inEventLoop()) {
      retry(ctx, next);
    } else {
      ctx.executor().execute(() -> retry(ctx, next));
    }
    return next;
  }

  private void retry(ChannelHandlerContext ctx, HandshakePromise next) {
    if (phase != Phase.FAILED || !staysOpen() || ctx.isRemoved() || !ctx.channel().isActive()) {
      next.setFailure(
          new IllegalStateException(
              "no failed handshake to retry on an open channel: " + ctx.channel()));
      return;
    }
    promise = next;
    failure = null;
    phase = Phase.WAITING;
    start(ctx);
  }

  private boolean staysOpen() {
    return !settings.closeOnFailure();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    promise.bindTo(ctx.executor());
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    activeHeldBack = true;
    start(ctx);
  }

  private void start(ChannelHandlerContext ctx) {
    if (phase != Phase.WAITING) {
      return;
    }
    phase = Phase.SHAKING;
    Exchange begun = new Exchange(this, ctx, role, settings);
    exchange = begun;
    begun.start();
    proceed(ctx);
  }

  /** Does what follows from the exchange's state. Called after all that may have changed it. */
  void proceed(ChannelHandlerContext ctx) {
    Exchange current = exchange;
    if (phase != Phase.SHAKING || current == null) {
      return;
    }
    current.transmit();
    if (phase != Phase.SHAKING) {
      return;
    }
    switch (current.state()) {
      case ESTABLISHED -> succeed(ctx, current);
      case FAILED -> fail(ctx, FailureReason.ABANDONED, null);
      default -> {
        current.awaitDeadline();
        demand.readOn(ctx);
      }
    }
  }

  private void succeed(ChannelHandlerContext ctx, Exchange done) {
    phase = Phase.COMPLETING;
    HandshakeReport report = done.end(FailureReason.ABANDONED);
    exchange = null;
    HandshakeLog.success(ctx.channel(), report);
    promise.setSuccess(report);
    ctx.fireUserEventTriggered(HandshakeCompletionEvent.success(report));
    releaseChannelActive(ctx);
    drainWrites();
    // While more than one waits, what arrives meanwhile must queue behind them: stay.
    for (Queue<Runnable> held = inbound; held != null && held.size() > 1; ) {
      held.remove().run();
      drainWrites();
    }
    phase = Phase.GONE;
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
    if (earlyWrites != null) {
      earlyWrites.flush();
    }
    if (inbound != null && !inbound.isEmpty()) {
      inbound.remove().run();
    }
    demand.passOn(ctx);
  }

  /**
   * Fails the handshake unless it has ended; once each: timer off, queue, future, event, exception,
   * close.
   */
  void fail(ChannelHandlerContext ctx, FailureReason reason, @Nullable Throwable cause) {
    if (phase != Phase.WAITING && phase != Phase.SHAKING) {
      return;
    }
    phase = Phase.FAILED;
    HandshakeReport report = exchange == null ? null : exchange.end(reason);
    exchange = null;
    FailureReason seen = report == null ? null : report.failureReason();
    HandshakeException exception =
        new HandshakeException(seen == null ? reason : seen, report, cause);
    failure = exception;
    if (earlyWrites != null) {
      earlyWrites.fail(exception);
    }
    HandshakeLog.failure(ctx.channel(), exception);
    promise.setFailure(exception);
    ctx.fireUserEventTriggered(HandshakeCompletionEvent.failure(exception));
    if (exception.reason() != FailureReason.ABANDONED) {
      ctx.fireExceptionCaught(exception);
      if (settings.closeOnFailure()) {
        ctx.close();
      }
    }
  }

  private void releaseChannelActive(ChannelHandlerContext ctx) {
    if (activeHeldBack && ctx.channel().isActive()) {
      activeHeldBack = false;
      ctx.fireChannelActive();
    }
  }

  private void drainWrites() {
    if (earlyWrites != null) {
      earlyWrites.drain();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (phase == Phase.COMPLETING) {
      drainWrites(); // before a later write, which no longer comes through here, overtakes them
      return;
    }
    if (phase == Phase.GONE) {
      return;
    }
    boolean pending = phase != Phase.FAILED;
    fail(ctx, FailureReason.ABANDONED, null);
    phase = Phase.GONE;
    if (pending || staysOpen()) {
      releaseChannelActive(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    demand.readBegan();
    if (phase == Phase.COMPLETING) {
      holdBack(() -> ctx.fireChannelRead(message));
    } else if (!(message instanceof ByteBuf read)) {
      passedThrough = true;
      demand.served();
      ctx.fireChannelRead(message);
    } else {
      try {
        receive(ctx, read);
      } finally {
        read.release();
      }
    }
  }

  private void receive(ChannelHandlerContext ctx, ByteBuf read) {
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    read.skipBytes(current.receive(read));
    if (current.state() == State.ESTABLISHED && read.isReadable()) {
      // A slice, since there are readers that count from index 0.
      ByteBuf leftover = read.readRetainedSlice(read.readableBytes());
      demand.served();
      holdBack(() -> ctx.fireChannelRead(leftover));
    }
    proceed(ctx);
  }

  private void holdBack(Runnable event) {
    Queue<Runnable> held = inbound;
    if (held == null) {
      held = new ArrayDeque<>(2);
      inbound = held;
    }
    held.add(event);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    demand.readEnded();
    if (phase == Phase.COMPLETING || inbound != null) {
      holdBack(ctx::fireChannelReadComplete);
      return;
    }
    if (passedThrough) {
      passedThrough = false;
      ctx.fireChannelReadComplete();
    }
    if (phase == Phase.SHAKING) {
      demand.readOn(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (phase == Phase.COMPLETING) {
      holdBack(ctx::fireChannelInactive);
    } else {
      fail(ctx, FailureReason.LINE_CLOSED, null);
      ctx.fireChannelInactive();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (phase == Phase.COMPLETING) {
      holdBack(() -> ctx.fireUserEventTriggered(event));
      return;
    }
    if (event instanceof ChannelInputShutdownEvent) {
      fail(ctx, FailureReason.LINE_CLOSED, null);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException && (phase == Phase.WAITING || phase == Phase.SHAKING)) {
      fail(ctx, FailureReason.LINE_CLOSED, cause); // the transport closes next
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    demand.askedFromBehind();
    ctx.read();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    HandshakeException failed = failure;
    if (failed != null) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(failed);
      return;
    }
    EarlyWrites writes = earlyWrites(ctx);
    writes.add(message, promise);
    if (writes.bytes() > settings.maxQueuedBytes()) {
      fail(ctx, FailureReason.TOO_MUCH_QUEUED, null);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (failure == null) {
      earlyWrites(ctx).askFlush();
    } else {
      ctx.flush();
    }
  }

  private EarlyWrites earlyWrites(ChannelHandlerContext ctx) {
    EarlyWrites writes = earlyWrites;
    if (writes == null) {
      writes = new EarlyWrites(ctx);
      earlyWrites = writes;
    }
    return writes;
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx,
      SocketAddress remoteAddress,
      SocketAddress localAddress,
      ChannelPromise promise) {
    ctx.connect(remoteAddress, localAddress, promise);
    promise.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            fail(ctx, FailureReason.LINE_CLOSED, connected.cause());
          }
        });
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (phase == Phase.COMPLETING) {
      earlyWrites(ctx).add(EarlyWrites.Operation.CLOSE, promise);
    } else {
      fail(ctx, FailureReason.ABANDONED, null);
      ctx.close(promise);
    }
  }

  @Override
  public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (phase == Phase.COMPLETING) {
      earlyWrites(ctx).add(EarlyWrites.Operation.DISCONNECT, promise);
    } else {
      fail(ctx, FailureReason.ABANDONED, null);
      ctx.disconnect(promise);
    }
  }

  @Override
  public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (phase == Phase.COMPLETING) {
      earlyWrites(ctx).add(EarlyWrites.Operation.DEREGISTER, promise);
    } else {
      fail(ctx, FailureReason.ABANDONED, null);
      ctx.deregister(promise);
    }
  }
}
