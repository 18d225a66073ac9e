// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Read demand of a channel and what its reader holds for it. One chunk is read per turn of the
 * event loop, so a busy port leaves the others theirs. All but the reader's calls are on the event
 * loop.
 *
 * <p>Only the reader waits for input. While a line is busy, the next input is often there when it
 * is asked for; then the event loop takes it itself. To wake the reader, and to be woken by it,
 * takes longer than to read.
 */
final class SerialInput implements SerialReader.Sink {

  /** A read of this many bytes may be followed by more: what somebody types is less. */
  private static final int BUSY = 1024;

  /** The most that a turn of the event loop takes from a busy line. */
  private static final int CHUNK = 16 * 1024;

  private final SerialChannel channel;
  private @Nullable SerialDevice device;
  private @Nullable SerialReader reader;
  private @Nullable MarkedInput marks;
  private boolean readPending;

  /** A read was begun and is not over: at most one chunk is under way. */
  private boolean reading;

  /** What was read is being handed on: the reader's array must not be read into meanwhile. */
  private boolean handingOn;

  private boolean busy;

  /** Of a line that was busy once. */
  private byte @Nullable [] chunk;

  private byte @Nullable [] heldBytes;
  private int heldLength;

  SerialInput(SerialChannel channel) {
    this.channel = channel;
  }

  void start(SerialDevice device) {
    this.device = device;
    marks = device.marks();
    reader = new SerialReader(device, this);
    reader.start();
    if (readPending) {
      beginRead();
    }
  }

  void stop() {
    heldBytes = null;
    chunk = null;
    if (reader != null) {
      reader.stop();
    }
  }

  void beginRead() {
    readPending = true;
    if (handingOn) {
      return; // Begun when all of it is handed on.
    }
    if (heldBytes != null) {
      // Not in this call, because the caller may be in the middle of a channelRead.
      channel.onLoop(this::deliver);
    } else if (reader != null && !reading) {
      reading = true;
      if (busy) {
        channel.onLoop(this::readHere);
      } else {
        reader.demand();
      }
    }
  }

  /** Takes input that is there already; leaves it to the reader to wait for some. */
  private void readHere() {
    SerialDevice open = device;
    if (open == null || reader == null || !channel.isActive()) {
      return;
    }
    if (!readPending) {
      reading = false; // The demand was taken back before anything was read.
      return;
    }
    if (chunk == null) {
      chunk = new byte[CHUNK];
    }
    int length = open.readWithoutWaiting(chunk);
    if (length > 0) {
      read(chunk, length);
    } else {
      busy = false;
      reader.demand();
    }
  }

  private void read(byte[] bytes, int length) {
    reading = false;
    busy = length >= BUSY;
    heldBytes = bytes;
    heldLength = length;
    deliver();
  }

  void clearReadPending() {
    readPending = false;
  }

  @Override
  public void received(byte[] bytes, int length) {
    channel.onLoop(() -> read(bytes, length));
  }

  @Override
  public void gone() {
    channel.onLoop(channel::lost);
  }

  private void deliver() {
    byte[] bytes = heldBytes;
    if (bytes == null || !readPending || !channel.isActive()) {
      return;
    }
    heldBytes = null;
    readPending = false;
    handingOn = true;
    boolean fired;
    try {
      fired = fire(bytes, heldLength);
    } finally {
      handingOn = false;
    }
    if (fired) {
      // Reads again if auto-read is on.
      channel.pipeline().fireChannelReadComplete();
    }
    if (readPending || !fired) {
      beginRead(); // Asked for meanwhile; or half a mark, which is no input.
    }
  }

  /** Returns whether there was anything to fire. */
  private boolean fire(byte[] bytes, int length) {
    ChannelPipeline pipeline = channel.pipeline();
    boolean fired = false;
    int index = 0;
    while (index < length && channel.isActive()) {
      ByteBuf buffer = channel.alloc().buffer(length - index);
      index = decode(bytes, index, length, buffer);
      if (buffer.isReadable()) {
        pipeline.fireChannelRead(buffer);
        fired = true;
      } else {
        buffer.release();
      }
      if (marks != null && marks.atBreak()) {
        pipeline.fireUserEventTriggered(SerialBreakEvent.INSTANCE);
        fired = true;
      }
    }
    return fired;
  }

  private int decode(byte[] bytes, int from, int to, ByteBuf out) {
    if (marks != null) {
      return marks.decode(bytes, from, to, out);
    }
    out.writeBytes(bytes, from, to - from);
    return to;
  }
}
