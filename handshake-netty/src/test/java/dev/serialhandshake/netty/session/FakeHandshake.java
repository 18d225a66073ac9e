// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Behaves towards its pipeline like the handshake of a server: '!' is success, what follows are
 * leftovers; '?' is failure; anything else is garbage.
 */
public final class FakeHandshake extends ChannelDuplexHandler {
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.isReadable()) {
        switch (bytes.readByte()) {
          case '!' -> {
            succeed(ctx, bytes);
            return;
          }
          case '?' ->
              ctx.fireUserEventTriggered(
                  HandshakeCompletionEvent.failure(
                      new HandshakeException(FailureReason.PEER_SILENT, null, null)));
          default -> {}
        }
      }
    } finally {
      bytes.release();
    }
  }

  private void succeed(ChannelHandlerContext ctx, ByteBuf bytes) {
    HandshakeReport report = HandshakeReport.builder(Role.SERVER, State.ESTABLISHED).build();
    ctx.fireUserEventTriggered(HandshakeCompletionEvent.success(report));
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
    if (bytes.isReadable()) {
      ctx.fireChannelRead(bytes.readRetainedSlice(bytes.readableBytes()));
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Nobody behind has seen a read.
  }
}
