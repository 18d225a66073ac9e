// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;

/** Each session gets a terminal if the options of its key allow one. */
final class PermittedPty implements ChannelListener, RequestHandler<Channel> {

  private static final String REQUEST = "pty-req";

  /** A channel asks its handlers before it does what a request says. */
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
        : Result.Unsupported; // by this handler
  }
}
