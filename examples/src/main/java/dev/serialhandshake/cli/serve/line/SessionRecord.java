// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.netty.session.LineResetEvent;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** First in a session's pipeline: knows what ends it that is no message of SSH. */
@Sharable
final class SessionRecord extends ChannelInboundHandlerAdapter {

  @Override
  public void userEventTriggered(ChannelHandlerContext session, Object event) {
    if (event instanceof LineResetEvent) {
      SessionEnd.because(session.channel(), "BREAK");
    }
    session.fireUserEventTriggered(event);
  }
}
