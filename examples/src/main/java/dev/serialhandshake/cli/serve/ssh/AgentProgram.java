// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.serve.line.LineChannels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/** A program that asks the agent: one read at a time, each when the one before is on its way. */
final class AgentProgram extends ChannelInboundHandlerAdapter {

  private final ConnectionService session;
  private @Nullable AgentChannel agent;

  AgentProgram(ConnectionService session) {
    this.session = session;
  }

  @Override
  public void channelActive(ChannelHandlerContext program) throws IOException {
    AgentChannel channel = new AgentChannel(program.channel());
    session.registerChannel(channel);
    agent = channel;
    channel
        .open()
        .addListener(
            opening -> {
              if (opening.isOpened()) {
                program.read();
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext program, Object message) throws IOException {
    ByteBuf bytes = (ByteBuf) message;
    AgentChannel channel = agent;
    try {
      if (channel != null) {
        channel
            .getAsyncIn()
            .writeBuffer(new ByteArrayBuffer(ByteBufUtil.getBytes(bytes)))
            .addListener(written -> program.read()); // of a channel that failed: its end
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext program) {
    AgentChannel channel = agent;
    if (channel != null) {
      channel.close(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext program, Throwable cause) {
    LineChannels.close(program.channel()); // it, or the session, is gone
  }
}
