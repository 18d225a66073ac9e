// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Read demand of a channel, and the input that meets it. One chunk is read per turn of the event
 * loop, so a busy port leaves the others theirs. All but the reader's calls are on the event loop.
 *
 * <p>An epoll loop waits for the input itself, and reads what it was told of. Elsewhere a reader
 * waits. While a line is busy, the next input is often there when it is asked for; then the event
 * loop takes it, too. To wake the reader, and to be woken by it, takes longer than to read.
 */
final class SerialInput implements SerialReader.Sink, PolledInput.Sink {

  /** A read of this many bytes may be followed by more: what somebody types is less. */
  private static final int BUSY = 1024;

  /** The most that a turn of the event loop takes from a busy line. */
  private static final int CHUNK = 16 * 1024;

  /** For what an event loop reads and hands on in one turn: one array for all of its lines. */
  private static final FastThreadLocal<byte[]> CHUNKS =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[CHUNK];
        }
      };

  private final SerialChannel channel;
  private @Nullable SerialDevice device;
  private @Nullable InputWait wait;
  private @Nullable MarkedInput marks;
  private boolean readPending;

  /** A read was begun and is not over: at most one chunk is under way. */
  private boolean reading;

  /** What was read is being handed on: the reader's array must not be read into meanwhile. */
  private boolean handingOn;

  /** The reader need not be woken for the next read. */
  private boolean busy;

  /** What the reader brought when nobody asked any more. */
  private byte @Nullable [] heldBytes;

  private int heldLength;

  SerialInput(SerialChannel channel) {
    this.channel = channel;
  }

  void start(SerialDevice device) {
    this.device = device;
    marks = device.marks();
    startWait();
  }

  /** Waits with the event loop of the channel, which may be another one after some time. */
  void startWait() {
    SerialDevice open = device;
    if (open == null || !channel.isOpen() || wait != null) {
      return;
    }
    wait = polled(open);
    if (wait == null) {
      SerialReader reader = new SerialReader(open, this);
      reader.start();
      wait = reader;
    }
    if (readPending) {
      beginRead();
    }
  }

  private @Nullable InputWait polled(SerialDevice open) {
    int descriptor = open.descriptor();
    return descriptor < 0 || !SerialChannel.EPOLL
        ? null
        : PolledInput.begin(channel.eventLoop(), descriptor, this);
  }

  /** The channel leaves its event loop. A reader goes on: it is of no loop. */
  void leaveLoop() {
    // Not "is a PolledInput": where there is no epoll, that class cannot be loaded.
    if (wait != null && !(wait instanceof SerialReader)) {
      wait.stop();
      wait = null;
      reading = false;
    }
  }

  void stop() {
    heldBytes = null;
    if (wait != null) {
      wait.stop();
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
    } else if (wait != null && !reading) {
      reading = true;
      if (busy) {
        channel.onLoop(this::readHere);
      } else {
        wait.demand();
      }
    }
  }

  /** Takes input that is there already; leaves it to the reader to wait for some. */
  private void readHere() {
    if (!channel.isActive() || wait == null) {
      return;
    }
    if (!readPending) {
      reading = false; // The demand was taken back before anything was read.
    } else if (!take()) {
      busy = false;
      wait.demand();
    }
  }

  /** Hands on what the system has already, which somebody asked for; false if it has nothing. */
  private boolean take() {
    byte[] chunk = CHUNKS.get();
    int length = device == null ? 0 : device.readWithoutWaiting(chunk);
    if (length > 0) {
      busy = length >= BUSY && wait instanceof SerialReader;
      read(chunk, length);
    }
    return length > 0;
  }

  private void read(byte[] bytes, int length) {
    reading = false;
    heldBytes = bytes;
    heldLength = length;
    deliver();
  }

  void clearReadPending() {
    readPending = false;
  }

  @Override
  public void ready(boolean hungUp) {
    if (!channel.isActive()) {
      return;
    }
    boolean taken = reading && readPending && take();
    if (hungUp && !taken) {
      channel.lost();
    } else if (!taken && !readPending && wait != null) {
      reading = false; // The demand was taken back before anything was read.
      wait.rest();
    }
  }

  @Override
  public void received(byte[] bytes, int length) {
    channel.onLoop(
        () -> {
          busy = length >= BUSY;
          read(bytes, length);
        });
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
    } else if (wait != null) {
      wait.rest();
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
