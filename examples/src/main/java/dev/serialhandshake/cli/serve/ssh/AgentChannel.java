// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelAsyncOutputStream;
import org.apache.sshd.common.channel.LocalWindow;

/**
 * An SSH channel to the client's agent, for one program. The bytes that the agent sends are written
 * to the program's connection.
 */
final class AgentChannel extends AbstractClientChannel {

  private static final String TYPE = "auth-agent@openssh.com";

  private final Channel program;

  AgentChannel(Channel program) {
    super(TYPE);
    this.program = program;
    setStreaming(Streaming.Async);
    // The empty write comes after all earlier writes, so the program gets these first.
    addCloseFutureListener(
        closed ->
            program.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
  }

  @Override
  protected void doOpen() {
    asyncIn = new ChannelAsyncOutputStream(this, SshConstants.SSH_MSG_CHANNEL_DATA);
  }

  /**
   * The window opens again when the bytes are written, so the agent sends no faster than the
   * program reads.
   */
  @Override
  protected void doWriteData(byte[] data, int offset, long length) {
    LocalWindow window = getLocalWindow();
    program
        .writeAndFlush(Unpooled.copiedBuffer(data, offset, (int) length))
        .addListener(
            written -> {
              try {
                window.release(length);
              } catch (IOException e) {
                close(true);
              }
            });
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {
    throw new UnsupportedOperationException("an agent has no error output");
  }
}
