// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.testing.seed.SeedClient;
import dev.serialhandshake.testing.seed.SeedRules;
import dev.serialhandshake.testing.seed.SeedServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An end by the original's rules. Holds {@code channelActive} back until the line is in sync, and
 * leaves.
 */
final class SeedHandler extends ChannelInboundHandlerAdapter {

  /** For all attempts of a client, as the shipped client has. */
  private static final long LIMIT_MILLIS = 30_000;

  private final SeedRules rules;
  private int attempt;
  private Future<?> deadline;

  /** What was received between a NAK and the next tick, when the original reads it at once. */
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;

  private boolean awaitsTick;

  private SeedHandler(SeedRules rules) {
    this.rules = rules;
  }

  static SeedHandler client() {
    return new SeedHandler(SeedClient.drawing());
  }

  static SeedHandler server() {
    return new SeedHandler(SeedServer.drawing());
  }

  @Override
  public void channelActive(ChannelHandlerContext line) {
    rules.start();
    if (rules.attempts() > 0) {
      later(line, LIMIT_MILLIS, line::close);
    }
    goOn(line);
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    unread = Unpooled.wrappedBuffer(unread, (ByteBuf) message);
    if (!awaitsTick) {
      readAll(line);
    }
  }

  private void readAll(ChannelHandlerContext line) {
    while (unread.isReadable() && !awaitsTick && !rules.isEstablished()) {
      unread.skipBytes(rules.read(ByteBufUtil.getBytes(unread)));
      goOn(line);
    }
    if (!unread.isReadable()) {
      unread.release();
      unread = Unpooled.EMPTY_BUFFER;
    }
    if (rules.isEstablished()) {
      line.fireChannelActive();
      line.pipeline().remove(this);
    }
  }

  /** Sends what is due, and sets the deadline of an attempt that has begun. */
  private void goOn(ChannelHandlerContext line) {
    byte[] frame = rules.pollTransmit();
    if (frame != null) {
      line.writeAndFlush(Unpooled.wrappedBuffer(frame));
      awaitsTick = SeedServer.isNak(frame);
    }
    if (awaitsTick) {
      later(line, SeedServer.TICK_MILLIS, () -> tick(line));
    }
    if (rules.attempts() != attempt) {
      attempt = rules.attempts();
      if (deadline != null) {
        deadline.cancel(false);
      }
      deadline = later(line, SeedClient.DEADLINE_MILLIS, () -> timeout(line));
    }
  }

  private void tick(ChannelHandlerContext line) {
    awaitsTick = false;
    readAll(line);
  }

  private void timeout(ChannelHandlerContext line) {
    rules.timeout();
    goOn(line);
  }

  /** Runs on the event loop after a while, unless the line is closed or in sync by then. */
  private Future<?> later(ChannelHandlerContext line, long millis, Runnable task) {
    return line.executor()
        .schedule(
            () -> {
              if (!rules.isEstablished() && line.channel().isActive()) {
                task.run();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** What the last read has left belongs to the next handlers. */
  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    ByteBuf rest = unread;
    unread = Unpooled.EMPTY_BUFFER;
    if (rules.isEstablished() && rest.isReadable()) {
      line.fireChannelRead(rest);
      line.fireChannelReadComplete();
    } else {
      rest.release();
    }
  }
}
