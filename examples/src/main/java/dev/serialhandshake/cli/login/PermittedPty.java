// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;

/** Refuses a terminal to a session if the options of its key do not allow one. */
final class PermittedPty implements ChannelListener, RequestHandler<Channel> {

  private static final String REQUEST = "pty-req";

  /** Adds this handler to a channel, which asks its handlers before it handles a request itself. */
  @Override
  public void channelInitialized(Channel channel) {
    if (channel instanceof AbstractChannel asked) {
      asked.addRequestHandler(this);
    }
  }

  @Override
  public Result process(Channel channel, String request, boolean wantReply, Buffer buffer) {
    return request.equals(REQUEST) && !LoginKeys.restrictions(channel.getSession()).pty()
        ? Result.ReplyFailure
        : Result.Unsupported; // The channel itself handles the request.
  }
}
