// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkState;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Works the machine of one link: brings it bytes and time, and its frames to the line that carries
 * it at the moment, if any. All on one event loop.
 *
 * <p>It runs as its own alarm: one scheduled task at most. An alarm that moves back leaves the task
 * where it is. The task runs early then, for nothing, and is set again.
 */
final class LinkDriver implements Runnable, ChannelFutureListener {

  /** The session of the link. */
  interface Session {

    /** Takes the bytes that were received, and offers those to send. */
    void exchange(Link link);

    /** The link is in another state than the session was told last. */
    void become(LinkState state);
  }

  private final Link link;
  private final EventLoop loop;
  private final Session session;
  private @Nullable ChannelHandlerContext line;
  private LinkState told = LinkState.NEW;
  private @Nullable Future<?> alarm;
  private long alarmAt;
  private boolean working;
  private boolean again;

  LinkDriver(Link link, EventLoop loop, Session session) {
    this.link = link;
    this.loop = loop;
    this.session = session;
  }

  private long now() {
    return loop.ticker().nanoTime();
  }

  /** The line that carries the link; null while it waits for one. */
  @Nullable ChannelHandlerContext line() {
    return line;
  }

  /** How long the link still waits for a line; {@link Long#MAX_VALUE} while it does not. */
  long nanosToGraceOver() {
    return link.nanosToGraceOver(now());
  }

  /** Both ends have shaken hands on this line. */
  void attach(ChannelHandlerContext next) {
    line = next;
    if (link.state() == LinkState.NEW) {
      link.start(now());
    } else {
      link.lineBack(now());
    }
    work();
  }

  /** The line is lost. */
  void detach() {
    line = null;
    link.lineLost(now());
    work();
  }

  /** Takes bytes from the line; releases them. */
  void receive(ByteBuf read) {
    try {
      long now = now();
      Piece piece = Piece.get();
      while (read.isReadable()) {
        link.receive(piece.readFrom(read, Integer.MAX_VALUE), now);
      }
    } finally {
      read.release();
    }
    work();
  }

  /** Delivers what was offered, and then ends the link. */
  void close() {
    link.close(now());
    work();
  }

  @Override
  public void run() {
    alarm = null;
    link.timeout(now());
    work();
  }

  /**
   * Does what has become possible. A call from within, by a handler or a listener, is done by the
   * call that is under way.
   */
  void work() {
    again = true;
    if (working) {
      return;
    }
    working = true;
    try {
      while (again) {
        again = false;
        session.exchange(link);
        transmit();
        if (link.state() != told) {
          told = link.state();
          session.become(told);
        }
      }
    } finally {
      working = false;
    }
    setAlarm();
  }

  private void transmit() {
    ChannelHandlerContext to = line;
    Piece piece = Piece.get();
    boolean any = false;
    while (to != null && to.equals(line) && to.channel().isWritable()) {
      int length = link.transmit(piece.toFill(), now());
      if (length == 0) {
        break;
      }
      ByteBuf frames = piece.writeTo(to.alloc().ioBuffer(length));
      to.write(frames).addListener(this);
      any = true;
    }
    if (any && to != null) {
      to.flush();
    }
  }

  /** A line that cannot be written is lost, whether or not it says so. */
  @Override
  public void operationComplete(ChannelFuture written) {
    ChannelHandlerContext to = line;
    if (!written.isSuccess() && to != null && to.channel().equals(written.channel())) {
      var unused = to.close();
    }
  }

  private void setAlarm() {
    long now = now();
    long nanos = link.nanosToTimeout(now);
    if (line != null && line.channel().isWritable()) { // else work() is called later
      nanos = Math.min(nanos, link.nanosToTransmit(now));
    }
    if (nanos == Long.MAX_VALUE) {
      stopAlarm();
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
    alarm = loop.schedule(this, nanos, TimeUnit.NANOSECONDS);
  }

  private void stopAlarm() {
    Future<?> scheduled = alarm;
    if (scheduled != null) {
      alarm = null;
      scheduled.cancel(false);
    }
  }
}
