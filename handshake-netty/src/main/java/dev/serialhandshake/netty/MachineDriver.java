// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one handshake on a channel. Brings bytes and time to the machine, and its
 * frames to the channel. What follows from its {@link #state} is for the handler to do.
 *
 * <p>It runs as its own alarm: one scheduled task at most. An alarm that moves back leaves the task
 * where it is. The task runs early then, for nothing, and is set again. So a line full of garbage
 * does not reschedule at every read.
 *
 * <p>It tells its handler what happens outside the handler's calls by two methods. They are
 * abstract, where a listener would do: that saves 16 bytes of each handshake that waits.
 */
abstract class MachineDriver implements Runnable, ChannelFutureListener {

  private final ChannelHandlerContext ctx;
  private final Handshake machine;
  private @Nullable Future<?> alarm;
  private long alarmAt;

  /** What an observer asked for while the machine ran. */
  private @Nullable Runnable postponed;

  private boolean running;

  MachineDriver(ChannelHandlerContext ctx, Role role, HandshakeHandlerSettings settings) {
    this.ctx = ctx;
    HandshakeObserver observer = HandshakeLog.observe(ctx.channel(), settings.observer());
    machine =
        role == Role.CLIENT
            ? Handshake.client(settings.handshake(), settings.random(), observer)
            : Handshake.server(settings.handshake(), settings.random(), observer);
  }

  /** The alarm went off, and the machine may have moved. */
  abstract void moved(ChannelHandlerContext ctx, long now);

  /** The machine or the channel threw something: the handshake cannot go on. */
  abstract void broken(ChannelHandlerContext ctx, FailureReason reason, Throwable cause);

  void start(long now) {
    running = true;
    try {
      machine.start(now);
    } finally {
      running = false;
    }
  }

  /**
   * Shows a read to the machine.
   *
   * @return how many of its bytes are no application's
   */
  int receive(ByteBuf read, long now) {
    ByteBufView view = ByteBufView.of(read);
    running = true;
    try {
      return machine.receive(view, now);
    } finally {
      running = false;
      view.clear();
    }
  }

  /** Bytes of earlier reads that are the application's, before those of the last; or null. */
  @Nullable ByteBuf heldBytes() {
    if (machine.state() != State.ESTABLISHED) {
      return null;
    }
    byte[] held = machine.heldBytes();
    return held.length == 0 ? null : ctx.alloc().buffer(held.length).writeBytes(held);
  }

  @Override
  public void run() {
    alarm = null;
    long now = now();
    running = true;
    try {
      machine.timeout(now);
    } catch (Throwable e) {
      running = false;
      broken(ctx, FailureReason.INTERNAL_ERROR, e);
      return;
    } finally {
      running = false;
    }
    moved(ctx, now);
  }

  /**
   * Whether the machine runs: then it is an observer who calls, and what it does to the handler
   * must wait until the machine has returned.
   */
  boolean isRunning() {
    return running;
  }

  /** Keeps a step until the machine has returned. */
  void postpone(Runnable step) {
    Runnable before = postponed;
    postponed =
        before == null
            ? step
            : () -> {
              before.run();
              step.run();
            };
  }

  /** Does what was postponed. */
  void catchUp() {
    Runnable step = postponed;
    if (step != null) {
      postponed = null;
      step.run();
    }
  }

  /**
   * Writes the frame that is due, and flushes it at once.
   *
   * @return whether there was one
   */
  boolean transmit() {
    int next = machine.pollTransmitByte();
    if (next < 0) {
      return false;
    }
    ByteBuf frame = ctx.alloc().buffer(Handshake.LONGEST_FRAME);
    for (; next >= 0; next = machine.pollTransmitByte()) {
      frame.writeByte(next);
    }
    ChannelFuture written = ctx.writeAndFlush(frame);
    if (written.isDone()) {
      operationComplete(written);
    } else {
      written.addListener(this);
    }
    return true;
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    Throwable cause = written.cause();
    if (cause != null) {
      broken(ctx, FailureReason.WRITE_FAILED, cause);
    }
  }

  /** Sets the alarm to what the machine waits for. */
  void setAlarm(long now) {
    long nanos = machine.nanosToTimeout(now);
    if (nanos == Long.MAX_VALUE) {
      return;
    }
    long at = now + nanos;
    if (alarm != null) {
      if (alarmAt - at <= 0) {
        return;
      }
      stopAlarm();
    }
    alarmAt = at;
    alarm = ctx.executor().schedule(this, nanos, TimeUnit.NANOSECONDS);
  }

  void stopAlarm() {
    Future<?> scheduled = alarm;
    if (scheduled != null) {
      alarm = null;
      scheduled.cancel(false);
    }
  }

  State state() {
    return machine.state();
  }

  HandshakeReport report() {
    return machine.report(now());
  }

  /** Ends a handshake that is established; what is returned changes no more. */
  Handshake end() {
    stopAlarm();
    return machine;
  }

  /**
   * Ends a handshake that is not.
   *
   * @param reason why, unless the machine failed by itself
   * @return what was seen
   */
  HandshakeReport fail(FailureReason reason) {
    stopAlarm();
    running = true;
    try {
      machine.abandon(reason);
    } catch (Throwable e) {
      // An observer has thrown. The machine has failed too, and its end is told.
    } finally {
      running = false;
    }
    return machine.report();
  }

  long now() {
    return ctx.executor().ticker().nanoTime();
  }
}
