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

/**
 * The connection of a program that asks the agent. The program is read again only when the bytes of
 * the read before are sent, so it cannot fill our memory.
 */
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
            // If the write failed, the channel closes, and then this connection: it reads its end.
            .addListener(written -> program.read());
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
    LineChannels.close(program.channel()); // the program or the session is gone
  }
}
