// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A handshake by the rules of the original, of either role: it reads at least so many bytes, of
 * which the last count, whatever was ahead of them. Holds {@code channelActive} back until then,
 * and leaves.
 */
abstract class SeedHandler extends ChannelInboundHandlerAdapter {
  static final int SYN = 0x16;
  static final int ACK = 0x06;
  static final int NAK = 0x15;

  private final byte[] tail = new byte[3];
  private long count;
  private boolean done;

  /** Begins. */
  abstract void start(ChannelHandlerContext line);

  /** Takes as much of a read as these rules do. */
  abstract void read(ChannelHandlerContext line, ByteBuf bytes);

  static int drawNonce() {
    return ThreadLocalRandom.current().nextInt(255);
  }

  /** Adds a whole read to what is there. */
  final void append(ByteBuf bytes) {
    count += bytes.readableBytes();
    while (bytes.isReadable()) {
      tail[0] = tail[1];
      tail[1] = tail[2];
      tail[2] = bytes.readByte();
    }
  }

  /** Whether this many bytes were read since {@link #forget}. */
  final boolean has(int least) {
    return count >= least;
  }

  final void forget() {
    count = 0;
  }

  /** A byte of those read, the last being number 1. */
  final int fromEnd(int number) {
    return tail[tail.length - number] & 0xff;
  }

  static void send(ChannelHandlerContext line, int... frame) {
    byte[] bytes = new byte[frame.length];
    for (int i = 0; i < frame.length; i++) {
      bytes[i] = (byte) frame[i];
    }
    line.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  /** Runs on the event loop after a while, unless the line is closed or in sync by then. */
  final Future<?> later(ChannelHandlerContext line, long millis, Runnable task) {
    return line.executor()
        .schedule(
            () -> {
              if (!done && line.channel().isActive()) {
                task.run();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** The line is in sync; what the read has left belongs to the handlers behind. */
  final void established(ChannelHandlerContext line, ByteBuf leftover) {
    done = true;
    line.fireChannelActive();
    if (leftover.isReadable()) {
      line.fireChannelRead(leftover.retainedSlice());
      line.fireChannelReadComplete();
    }
    line.pipeline().remove(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext line) {
    start(line);
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      read(line, bytes);
    } finally {
      bytes.release();
    }
  }
}
