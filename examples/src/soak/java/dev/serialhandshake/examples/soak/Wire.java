// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One direction of a relay: reads, does to the bytes what the plan of the visit says, and writes.
 * It reads on when all is written, so it holds one read at most. Everything runs on the event loop.
 */
final class Wire {
  private static final int PACE_MILLIS = 10;

  private final EventLoop loop;
  private final Consumer<Fault> struck;
  private final Queue<Piece> pieces = new ArrayDeque<>();
  private final Queue<Fault> faults = new ArrayDeque<>();
  private Channel from;
  private Channel to;
  private long passed;
  private int slowBytes;
  private int slowStep;
  private int slowMillis;
  private boolean busy;
  private boolean cut;

  /** Bytes to be written, or none; and how long to wait then. */
  private record Piece(ByteBuf bytes, long pauseMillis) {}

  /**
   * Creates a direction without ends.
   *
   * @param struck is told of each fault as it happens; resets and deaths are for it to carry out
   */
  Wire(EventLoop loop, Consumer<Fault> struck) {
    this.loop = loop;
    this.struck = struck;
  }

  /** Counts from zero, with these faults ahead. */
  void begin(List<Fault> ahead) {
    passed = 0;
    slowBytes = 0;
    cut = false;
    faults.clear();
    faults.addAll(ahead);
  }

  /** No more faults. */
  void calm() {
    faults.clear();
    slowBytes = 0;
  }

  /** From now on bytes vanish, until the next visit begins. */
  void cut() {
    cut = true;
  }

  void from(Channel source) {
    from = source;
    pump();
  }

  void to(Channel target) {
    to = target;
  }

  /** Takes a read, and its ownership. */
  void receive(ByteBuf bytes) {
    try {
      while (bytes.isReadable() && !cut) {
        Fault next = faults.peek();
        if (next == null || next.offset() > passed) {
          long clean = next == null ? Long.MAX_VALUE : next.offset() - passed;
          pass(bytes.readRetainedSlice((int) Math.min(bytes.readableBytes(), clean)));
        } else {
          strike(faults.remove(), bytes);
        }
      }
    } finally {
      bytes.release();
    }
    pump();
  }

  private void strike(Fault fault, ByteBuf bytes) {
    int some = Math.min(fault.amount(), bytes.readableBytes());
    switch (fault.kind()) {
      case NOISE -> pieces.add(new Piece(Unpooled.wrappedBuffer(fault.noise()), 0));
      case LOSS -> {
        bytes.skipBytes(some);
        passed += some;
      }
      case DUPLICATE -> {
        pieces.add(new Piece(bytes.retainedSlice(bytes.readerIndex(), some), 0));
        pass(bytes.readRetainedSlice(some));
      }
      case STALL -> pieces.add(new Piece(Unpooled.EMPTY_BUFFER, fault.amount()));
      case ONE_BYTE -> slowDown(fault.amount(), 1, 1);
      case PACE ->
          slowDown(
              fault.amount(),
              Math.max(1, fault.bytesPerSecond() * PACE_MILLIS / 1000),
              PACE_MILLIS);
      case RESET_NEAR, RESET_FAR, DEATH -> {} // the relay's
    }
    struck.accept(fault);
  }

  private void slowDown(int count, int step, int millis) {
    slowBytes = count;
    slowStep = step;
    slowMillis = millis;
  }

  private void pass(ByteBuf bytes) {
    passed += bytes.readableBytes();
    while (slowBytes > 0 && bytes.isReadable()) {
      int count = Math.min(Math.min(slowStep, slowBytes), bytes.readableBytes());
      slowBytes -= count;
      pieces.add(new Piece(bytes.readRetainedSlice(count), slowMillis));
    }
    pieces.add(new Piece(bytes, 0));
  }

  private void pump() {
    if (busy) {
      return;
    }
    Piece piece = pieces.poll();
    if (piece == null) {
      if (from != null) {
        from.read();
      }
      return;
    }
    busy = true;
    Channel target = to;
    if (target == null) {
      piece.bytes().release();
      goOn(piece.pauseMillis());
    } else {
      target.writeAndFlush(piece.bytes()).addListener(done -> goOn(piece.pauseMillis()));
    }
  }

  private void goOn(long pauseMillis) {
    Runnable next =
        () -> {
          busy = false;
          pump();
        };
    if (pauseMillis > 0) {
      loop.schedule(next, pauseMillis, TimeUnit.MILLISECONDS);
    } else {
      loop.execute(next);
    }
  }
}
