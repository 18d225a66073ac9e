// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * The original's server: a NAK for anything but what is due, and then it begins anew at its next
 * tick; its reads have no deadline.
 */
final class SeedServer extends SeedHandler {
  private static final long TICK_MILLIS = 10;

  private int nonce;
  private boolean answered;
  private boolean pauses;

  @Override
  void start(ChannelHandlerContext line) {
    forget();
  }

  @Override
  void read(ChannelHandlerContext line, ByteBuf bytes) {
    append(bytes);
    if (!pauses && has(2)) {
      judge(line, bytes);
    }
  }

  private void judge(ChannelHandlerContext line, ByteBuf rest) {
    forget();
    if (!answered && fromEnd(2) == SYN) {
      answered = true;
      nonce = drawNonce();
      send(line, ACK, fromEnd(1) + 1, nonce);
    } else if (answered && fromEnd(2) == ACK && fromEnd(1) == ((nonce + 1) & 0xff)) {
      send(line, ACK);
      established(line, rest);
    } else {
      answered = false;
      pauses = true;
      send(line, NAK);
      later(line, TICK_MILLIS, () -> tick(line));
    }
  }

  /** What came in meanwhile waited in the buffer of the system, as one read. */
  private void tick(ChannelHandlerContext line) {
    pauses = false;
    if (has(2)) {
      judge(line, Unpooled.EMPTY_BUFFER);
    }
  }
}
