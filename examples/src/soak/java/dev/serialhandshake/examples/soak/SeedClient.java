// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;

/**
 * The original's client: begins anew at once after a failure, and after a second, which covers one
 * whole attempt.
 */
final class SeedClient extends SeedHandler {
  private static final long DEADLINE_MILLIS = 1000;

  /** For all attempts, as the shipped client has. */
  private static final long LIMIT_MILLIS = 30_000;

  private int nonce;
  private boolean awaitsFinalAck;
  private Future<?> deadline;

  @Override
  public void channelActive(ChannelHandlerContext line) {
    later(line, LIMIT_MILLIS, line::close);
    super.channelActive(line);
  }

  @Override
  void start(ChannelHandlerContext line) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    deadline = later(line, DEADLINE_MILLIS, () -> start(line));
    awaitsFinalAck = false;
    forget();
    nonce = drawNonce();
    send(line, SYN, nonce);
  }

  @Override
  void read(ChannelHandlerContext line, ByteBuf bytes) {
    if (awaitsFinalAck) {
      if (bytes.readUnsignedByte() == ACK) {
        deadline.cancel(false);
        established(line, bytes);
        return;
      }
      start(line);
    }
    append(bytes);
    if (!has(3)) {
      return;
    }
    if (fromEnd(3) == ACK && fromEnd(2) == ((nonce + 1) & 0xff)) {
      awaitsFinalAck = true;
      send(line, ACK, fromEnd(1) + 1);
    } else {
      start(line);
    }
  }
}
