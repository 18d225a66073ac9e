// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;

/** The client's end of a connection to what a server listens on: an echo, to its last byte. */
final class EchoChannel extends AbstractServerChannel {

  /**
   * Accepts them.
   *
   * @param getName the type of the channel
   * @param opened gets the first string that each opening says
   */
  record Factory(String getName, BlockingQueue<String> opened) implements ChannelFactory {
    @Override
    public String getName() {
      return getName;
    }

    @Override
    public Channel createChannel(Session session) {
      return new EchoChannel(opened);
    }
  }

  private final BlockingQueue<String> opened;

  private EchoChannel(BlockingQueue<String> opened) {
    super("", List.of(), null);
    this.opened = opened;
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    opened.add(buffer.getString());
    OpenFuture opening = new DefaultOpenFuture(this, this);
    signalChannelOpenSuccess();
    opening.setOpened();
    return opening;
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) throws IOException {
    Buffer echo = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA);
    echo.putUInt(getRecipient());
    echo.putBytes(data, offset, (int) length);
    writePacket(echo);
    getLocalWindow().release(length);
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    sendEof();
  }
}
