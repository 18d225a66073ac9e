// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Keeps what a channel fires, for a test on another thread to wait for. */
class PortRecorder extends ChannelInboundHandlerAdapter {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<String> events = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private int reads;

  @Override
  public synchronized void channelActive(ChannelHandlerContext ctx) {
    record("active");
    ctx.fireChannelActive();
  }

  @Override
  public synchronized void channelInactive(ChannelHandlerContext ctx) {
    record("inactive");
  }

  @Override
  public synchronized void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    try {
      buffer.readBytes(bytes, buffer.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      buffer.release();
    }
    reads++;
    notifyAll();
  }

  @Override
  public synchronized void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
  }

  @Override
  public synchronized void channelWritabilityChanged(ChannelHandlerContext ctx) {
    record(ctx.channel().isWritable() ? "writable" : "not writable");
  }

  @Override
  public synchronized void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    record(event.toString());
  }

  @Override
  public synchronized void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failures.add(cause);
    record("exception");
  }

  private void record(String event) {
    events.add(event);
    notifyAll();
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  synchronized List<Throwable> failures() {
    return List.copyOf(failures);
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  synchronized int reads() {
    return reads;
  }

  synchronized byte[] awaitBytes(int count) {
    await("bytes", () -> bytes.size() >= count);
    return bytes.toByteArray();
  }

  synchronized void awaitEvent(String event) {
    await(event, () -> events.contains(event));
  }

  private void await(String what, BooleanSupplier there) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    try {
      while (!there.getAsBoolean()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("no " + what + "; " + bytes.size() + " bytes, events " + events);
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
