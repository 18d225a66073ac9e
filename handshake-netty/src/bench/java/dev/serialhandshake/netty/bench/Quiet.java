// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/** The end of a pipeline: a peer that resets the connection is how it ends here. */
class Quiet extends ChannelInboundHandlerAdapter {

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      ctx.fireExceptionCaught(cause);
    }
    ctx.close();
  }
}
