// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes of a channel: chunks are copied out, and written one after the other on a borrowed thread,
 * as the line may hold one for ever. While one is written, the next is ready, so that the thread
 * need not wait for the event loop. The messages stay in the outbound buffer until the system took
 * their bytes, so writability and promises tell the truth. On the event loop.
 */
final class SerialOutput {

  private static final int CHUNKS = 2;

  private final SerialChannel channel;
  private @Nullable SerialDevice device;
  private final Queue<Chunk> free = new ArrayDeque<>(CHUNKS);

  /**
   * How many bytes at the beginning of the outbound buffer are in chunks, or were and are taken.
   */
  private int underWay;

  /**
   * How many of these the system took. They are removed in {@link #write}: while Netty's flush
   * runs, a listener of theirs that writes and flushes adds to the buffer, and nothing else.
   */
  private int taken;

  private int chunksUnderWay;

  /** A write failed. Nothing is written after it: it would follow a gap. */
  private volatile boolean failed;

  /** Chunks for the thread that writes. Guarded by itself, as is {@code threadBorrowed}. */
  private final Queue<Chunk> given = new ArrayDeque<>(CHUNKS);

  private boolean threadBorrowed;

  /** The line is in BREAK, or the BREAK begins. */
  private boolean breaking;

  private final Deque<Runnable> breaks = new ArrayDeque<>();

  private static final class Chunk {
    final byte[] bytes;
    int length;

    Chunk(int size) {
      bytes = new byte[size];
    }
  }

  SerialOutput(SerialChannel channel) {
    this.channel = channel;
  }

  void start(SerialDevice device) {
    this.device = device;
  }

  void write(ChannelOutboundBuffer buffer) {
    removeTaken(buffer);
    SerialDevice device = this.device;
    while (device != null && chunksUnderWay < CHUNKS && !failed && !breaking && breaks.isEmpty()) {
      Chunk chunk = free.isEmpty() ? new Chunk(device.mostWritten()) : free.remove();
      chunk.length = fill(buffer, chunk.bytes);
      if (chunk.length == 0) {
        free.add(chunk);
        if (underWay == 0) {
          buffer.removeBytes(0); // Empty messages only.
        }
        return;
      }
      underWay += chunk.length;
      chunksUnderWay++;
      give(device, chunk);
    }
  }

  private void removeTaken(ChannelOutboundBuffer buffer) {
    int count = taken;
    if (count > 0) {
      taken = 0;
      underWay -= count;
      buffer.removeBytes(count);
    }
  }

  /** Copies what comes after the bytes that are under way; returns their number. */
  private int fill(ChannelOutboundBuffer buffer, byte[] chunk) {
    int[] skip = {underWay};
    int[] length = {0};
    try {
      buffer.forEachFlushedMessage(
          message -> {
            ByteBuf bytes = (ByteBuf) message;
            int skipped = Math.min(skip[0], bytes.readableBytes());
            skip[0] -= skipped;
            int count = Math.min(bytes.readableBytes() - skipped, chunk.length - length[0]);
            bytes.getBytes(bytes.readerIndex() + skipped, chunk, length[0], count);
            length[0] += count;
            return length[0] < chunk.length;
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return length[0];
  }

  private void give(SerialDevice device, Chunk chunk) {
    synchronized (given) {
      given.add(chunk);
      if (threadBorrowed) {
        return;
      }
      threadBorrowed = true;
    }
    BlockingCalls.EXECUTOR.execute(() -> writeAll(device));
  }

  /** On the borrowed thread. */
  private void writeAll(SerialDevice device) {
    Chunk chunk;
    while ((chunk = next()) != null) {
      boolean written = !failed && device.write(chunk.bytes, chunk.length);
      failed = !written;
      Chunk done = chunk;
      channel.onLoop(() -> written(done, written));
    }
  }

  private @Nullable Chunk next() {
    synchronized (given) {
      Chunk next = given.poll();
      threadBorrowed = next != null;
      return next;
    }
  }

  private void written(Chunk chunk, boolean written) {
    chunksUnderWay--;
    free.add(chunk);
    if (written) {
      taken += chunk.length;
      beginBreak();
      channel.writeMore();
    } else {
      beginBreak();
      channel.lost();
    }
  }

  void sendBreak(int millis, ChannelPromise promise) {
    SerialDevice device = this.device;
    if (device == null) {
      promise.tryFailure(new NotYetConnectedException());
    } else if (!channel.isOpen()) {
      promise.tryFailure(new ClosedChannelException());
    } else {
      breaks.add(() -> sendBreak(device, millis, promise));
      beginBreak();
    }
  }

  /** Once the system has all that is under way; nothing more is put under way before. */
  private void beginBreak() {
    Runnable next = chunksUnderWay > 0 || breaking ? null : breaks.poll();
    if (next != null) {
      next.run();
    }
  }

  private void sendBreak(SerialDevice device, int millis, ChannelPromise promise) {
    if (!channel.isOpen()) {
      promise.tryFailure(new ClosedChannelException());
      beginBreak(); // The next one fails as well.
      return;
    }
    breaking = true;
    // The system sends what it has before it begins the BREAK, and that may take long.
    BlockingCalls.EXECUTOR.execute(
        () -> {
          boolean begun = device.setBreak(true);
          channel.onLoop(() -> holdBreak(device, begun, millis, promise));
        });
  }

  private void holdBreak(SerialDevice device, boolean begun, int millis, ChannelPromise promise) {
    if (!begun) {
      endBreak(false, promise);
      return;
    }
    var unused =
        channel
            .eventLoop()
            .schedule(
                () -> endBreak(device.setBreak(false), promise), millis, TimeUnit.MILLISECONDS);
  }

  private void endBreak(boolean sent, ChannelPromise promise) {
    if (sent) {
      promise.trySuccess();
    } else {
      promise.tryFailure(new UnsupportedOperationException("the port did not send the BREAK"));
    }
    breaking = false;
    beginBreak();
    channel.writeMore();
  }
}
