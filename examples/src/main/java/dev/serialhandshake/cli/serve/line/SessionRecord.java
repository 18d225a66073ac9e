// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.netty.session.LineResetEvent;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Notes the reason if a BREAK ends a session. In the session's pipeline it comes before the
 * service.
 */
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
