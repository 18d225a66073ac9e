// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * One handshake on a channel: brings bytes, time and the clock's alarms to the state machine, and
 * the machine's frames to the channel. What follows from its {@link #state} is the {@link
 * HandshakeCourse}'s to do.
 */
final class Exchange extends Deadline implements ChannelFutureListener {

  private final HandshakeCourse course;
  private final ChannelHandlerContext ctx;
  private final Handshake machine;
  private final @Nullable Object recording;

  Exchange(
      HandshakeCourse course,
      ChannelHandlerContext ctx,
      Role role,
      HandshakeHandlerSettings settings) {
    this.course = course;
    this.ctx = ctx;
    HandshakeObserver observer = HandshakeLog.observe(ctx.channel(), settings.observer());
    machine =
        role == Role.CLIENT
            ? Handshake.client(settings.handshake(), settings.random(), observer)
            : Handshake.server(settings.handshake(), settings.random(), observer);
    recording = FlightRecording.begin();
  }

  void start(long now) {
    machine.start(now);
  }

  /**
   * Shows a read to the machine.
   *
   * @return what of it is the application's, with a reference count of its own; null for nothing
   */
  @Nullable ByteBuf receive(ByteBuf read, long now) {
    ByteBufView view = ByteBufView.ofThread(read);
    int consumed;
    try {
      consumed = machine.receive(view, now);
    } finally {
      view.clear();
    }
    int left = read.readableBytes() - consumed;
    if (machine.state() != State.ESTABLISHED || left == 0) {
      return null;
    }
    // A slice, since there are readers that count from index 0: MINA SSHD's for one.
    return read.retainedSlice(read.readerIndex() + consumed, left);
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
  void due() {
    long now = now();
    machine.timeout(now);
    course.keep(heldBytes());
    course.proceed(ctx, this, now);
  }

  /** Writes what is due, and flushes it at once. A failed write fails the handshake. */
  void transmit() {
    int next = machine.pollTransmitByte();
    if (next < 0) {
      return;
    }
    ByteBuf frame = ctx.alloc().buffer(Wire.LONGEST_FRAME);
    for (; next >= 0; next = machine.pollTransmitByte()) {
      frame.writeByte(next);
    }
    ChannelFuture written = ctx.writeAndFlush(frame);
    if (written.isDone()) {
      operationComplete(written);
    } else {
      written.addListener(this);
    }
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    if (!written.isSuccess()) {
      course.frameNotWritten(ctx, this, written.cause());
    }
  }

  /** Sets the alarm clock to what the machine waits for. */
  void awaitDeadline(long now) {
    dueIn(machine.nanosToAlarm(now), now, ctx.executor());
  }

  State state() {
    return machine.state();
  }

  HandshakeReport report() {
    return machine.report(now());
  }

  /**
   * Ends it; what is returned changes no more.
   *
   * @param reason why it failed, unless the machine failed by itself; null on success
   */
  Handshake end(@Nullable FailureReason reason) {
    if (reason != null) {
      machine.abandon(reason);
    }
    neverDue();
    if (recording != null) {
      FlightRecording.commit(recording, machine.report(), reason);
    }
    return machine;
  }

  long now() {
    return ctx.executor().ticker().nanoTime();
  }
}
