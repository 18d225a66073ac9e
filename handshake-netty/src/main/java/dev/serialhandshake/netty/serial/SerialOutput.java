// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes of a channel: one chunk at a time is copied out and written on a borrowed thread, as the
 * line may hold it for ever. The messages stay in the outbound buffer until the system took their
 * bytes, so writability and promises tell the truth. On the event loop.
 */
final class SerialOutput {

  private final SerialChannel channel;
  private final byte[] chunk = new byte[SerialDevice.MAX_WRITE];
  private @Nullable SerialDevice device;

  /** A chunk is being written, or the line is in BREAK. */
  private boolean busy;

  private final Deque<Runnable> breaks = new ArrayDeque<>();

  SerialOutput(SerialChannel channel) {
    this.channel = channel;
  }

  void start(SerialDevice device) {
    this.device = device;
  }

  void write(ChannelOutboundBuffer buffer) {
    SerialDevice device = this.device;
    if (busy || device == null) {
      return;
    }
    int length = fill(buffer);
    if (length == 0) {
      // Empty messages only.
      buffer.removeBytes(0);
      return;
    }
    busy = true;
    BlockingCalls.EXECUTOR.execute(
        () -> {
          boolean written = device.write(chunk, length);
          channel.onLoop(() -> written(length, written));
        });
  }

  private int fill(ChannelOutboundBuffer buffer) {
    int[] length = {0};
    try {
      buffer.forEachFlushedMessage(
          message -> {
            ByteBuf bytes = (ByteBuf) message;
            int count = Math.min(bytes.readableBytes(), chunk.length - length[0]);
            bytes.getBytes(bytes.readerIndex(), chunk, length[0], count);
            length[0] += count;
            return length[0] < chunk.length;
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return length[0];
  }

  private void written(int length, boolean written) {
    endBusy();
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null) {
      return; // Closed meanwhile.
    }
    if (!written) {
      channel.lost();
      return;
    }
    buffer.removeBytes(length);
    channel.writeMore();
  }

  void sendBreak(int millis, ChannelPromise promise) {
    SerialDevice device = this.device;
    if (device == null) {
      promise.tryFailure(new NotYetConnectedException());
    } else if (!channel.isOpen()) {
      promise.tryFailure(new ClosedChannelException());
    } else if (busy) {
      breaks.add(() -> sendBreak(millis, promise));
    } else {
      busy = true;
      // The system sends what it has before it begins the BREAK, and that may take long.
      BlockingCalls.EXECUTOR.execute(
          () -> {
            boolean begun = device.setBreak(true);
            channel.onLoop(
                () -> {
                  if (begun) {
                    var unused =
                        channel
                            .eventLoop()
                            .schedule(
                                () -> endBreak(device.setBreak(false), promise),
                                millis,
                                TimeUnit.MILLISECONDS);
                  } else {
                    endBreak(false, promise);
                  }
                });
          });
    }
  }

  private void endBreak(boolean sent, ChannelPromise promise) {
    if (sent) {
      promise.trySuccess();
    } else {
      promise.tryFailure(new UnsupportedOperationException("the port did not send the BREAK"));
    }
    endBusy();
    channel.writeMore();
  }

  private void endBusy() {
    busy = false;
    Runnable next = breaks.poll();
    if (next != null) {
      next.run();
    }
  }
}
