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

  void start() {
    machine.start(now());
  }

  /**
   * Shows a read to the machine.
   *
   * @return what of it is the application's, with a reference count of its own; null for nothing
   */
  @Nullable ByteBuf receive(ByteBuf read) {
    ByteBufView view = ByteBufView.ofThread(read);
    try {
      read.skipBytes(machine.receive(view, now()));
    } finally {
      view.clear();
    }
    if (machine.state() != State.ESTABLISHED || !read.isReadable()) {
      return null;
    }
    // A slice, since there are readers that count from index 0: MINA SSHD's for one.
    return read.readRetainedSlice(read.readableBytes());
  }

  @Override
  void due() {
    machine.timeout(now());
    course.proceed(ctx);
  }

  /** Writes what is due, and flushes it at once. A failed write fails the handshake. */
  void transmit() {
    for (byte[] frame = machine.pollTransmit(); frame != null; frame = machine.pollTransmit()) {
      ByteBuf buffer = ctx.alloc().buffer(frame.length).writeBytes(frame);
      ctx.writeAndFlush(buffer, ctx.newPromise()).addListener(this);
    }
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    if (!written.isSuccess()) {
      course.frameNotWritten(ctx, this, written.cause());
    }
  }

  /** Sets the alarm clock to what the machine waits for. */
  void awaitDeadline() {
    long now = now();
    dueIn(machine.nanosToTimeout(now), now, ctx.executor());
  }

  State state() {
    return machine.state();
  }

  /**
   * Ends it.
   *
   * @param reason why it failed, unless the machine failed by itself; null on success
   */
  HandshakeReport end(@Nullable FailureReason reason) {
    if (reason != null) {
      machine.abandon(reason);
    }
    neverDue();
    HandshakeReport report = machine.report();
    FlightRecording.commit(recording, report, reason);
    return report;
  }

  private long now() {
    return ctx.executor().ticker().nanoTime();
  }
}
