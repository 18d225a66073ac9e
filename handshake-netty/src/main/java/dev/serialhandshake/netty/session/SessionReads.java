// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The inbound half of a session: delivers what the line reads as far as the session asked for it,
 * and asks the line to read only when the session wants more than there is.
 *
 * <p>The line's own auto-read is off meanwhile, so a request here is one read there.
 */
final class SessionReads {
  private final ChannelPipeline session;
  private ChannelHandlerContext line;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private int waitingBytes;

  /** The session asked for bytes and was not satisfied yet. */
  private boolean requested;

  /** The line was asked to read and has not completed a read since. */
  private boolean lineAsked;

  /** The line is in the middle of a read. */
  private boolean lineReading;

  /** The session got bytes and no {@code channelReadComplete} since. */
  private boolean completeOwed;

  private boolean delivering;
  private boolean closed;

  SessionReads(ChannelPipeline session, ChannelHandlerContext line) {
    this.session = session;
    this.line = line;
  }

  /** The line goes on over another connection: reads of the former one are over. */
  void moveTo(ChannelHandlerContext next) {
    line = next;
    receiveComplete();
  }

  void request() {
    requested = true;
    deliver();
  }

  void cancelRequest() {
    requested = false;
  }

  /** How many bytes wait to be asked for. */
  int waitingBytes() {
    return waitingBytes;
  }

  void receive(ByteBuf bytes) {
    waiting.add(bytes);
    waitingBytes += bytes.readableBytes();
    lineReading = true;
    deliver();
  }

  void receiveComplete() {
    lineReading = false;
    lineAsked = false;
    deliver();
  }

  /** Delivers what waits without being asked: no more will come. */
  void drain() {
    lineReading = false;
    ByteBuf bytes;
    while ((bytes = poll()) != null) {
      completeOwed = true;
      session.fireChannelRead(bytes);
    }
    if (completeOwed) {
      completeOwed = false;
      session.fireChannelReadComplete();
    }
  }

  void close() {
    closed = true;
    ByteBuf bytes;
    while ((bytes = poll()) != null) {
      bytes.release();
    }
  }

  private @Nullable ByteBuf poll() {
    ByteBuf first = waiting.poll();
    if (first != null) {
      waitingBytes -= first.readableBytes();
    }
    return first;
  }

  private void deliver() {
    if (delivering) {
      return; // a handler asked for more within this call: the loop below sees it
    }
    delivering = true;
    try {
      do {
        deliverRequested();
      } while (completeIfOwed());
    } finally {
      delivering = false;
    }
    if (requested && !lineReading && !lineAsked && !closed) {
      lineAsked = true;
      line.read();
    }
  }

  private void deliverRequested() {
    ByteBuf bytes;
    while (requested && (bytes = poll()) != null) {
      if (!session.channel().config().isAutoRead()) {
        requested = false; // one message for each read(), as Netty's transports do
      }
      completeOwed = true;
      session.fireChannelRead(bytes);
    }
  }

  /** Ends a batch when the line has no more of it, or the session wants no more of it. */
  private boolean completeIfOwed() {
    if (!completeOwed || (lineReading && waiting.isEmpty())) {
      return false;
    }
    completeOwed = false;
    if (session.channel().config().isAutoRead()) {
      requested = false; // auto-read asks again, within this call
    }
    session.fireChannelReadComplete();
    return requested;
  }
}
