// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Read demand of a channel and what its reader holds for it. One chunk is read per turn of the
 * event loop, so a busy port leaves the others theirs. All but the reader's calls are on the event
 * loop.
 */
final class SerialInput implements SerialReader.Sink {

  private final SerialChannel channel;
  private @Nullable SerialReader reader;
  private @Nullable MarkedInput marks;
  private boolean readPending;

  /** The reader was told to read and has not answered: at most one chunk is under way. */
  private boolean reading;

  private byte @Nullable [] heldBytes;
  private int heldLength;

  SerialInput(SerialChannel channel) {
    this.channel = channel;
  }

  void start(SerialDevice device) {
    marks = device.marks();
    reader = new SerialReader(device, this);
    reader.start();
    if (readPending) {
      beginRead();
    }
  }

  void stop() {
    heldBytes = null;
    if (reader != null) {
      reader.stop();
    }
  }

  void beginRead() {
    readPending = true;
    if (heldBytes != null) {
      // Not from here: the caller may be in the middle of a channelRead.
      channel.onLoop(this::deliver);
    } else if (reader != null && !reading) {
      reading = true;
      reader.demand();
    }
  }

  void clearReadPending() {
    readPending = false;
  }

  @Override
  public void received(byte[] bytes, int length) {
    channel.onLoop(
        () -> {
          reading = false;
          heldBytes = bytes;
          heldLength = length;
          deliver();
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
    if (fire(bytes, heldLength)) {
      // Reads again if auto-read is on.
      channel.pipeline().fireChannelReadComplete();
    } else {
      beginRead(); // Half a mark is no input: the demand stands.
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
