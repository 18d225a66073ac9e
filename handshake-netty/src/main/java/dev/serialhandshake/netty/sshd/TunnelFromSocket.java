// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelAsyncOutputStream;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/** A tunnel that we open, for a connection to a port or socket that the peer asked us for. */
final class TunnelFromSocket extends AbstractClientChannel implements Tunnel {

  private final Consumer<Buffer> description;
  private final SocketPump pump;

  /**
   * Creates a tunnel; it is to be registered and opened.
   *
   * @param type the type of the SSH channel
   * @param description writes what the type has to say when it is opened
   * @param socket the connection; registered, and not read before the tunnel is open
   */
  TunnelFromSocket(String type, Consumer<Buffer> description, Channel socket) {
    super(type);
    this.description = description;
    setStreaming(Streaming.Async);
    pump = new SocketPump(this);
    socket.pipeline().addLast(pump);
    pump.closeWithTunnel();
  }

  @Override
  public synchronized OpenFuture open() throws IOException {
    openFuture = new DefaultOpenFuture(this, futureLock);
    Session session = getSession();
    LocalWindow window = getLocalWindow();
    Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN);
    buffer.putString(getChannelType());
    buffer.putUInt(getChannelId());
    buffer.putUInt(window.getSize());
    buffer.putUInt(window.getPacketSize());
    description.accept(buffer);
    writePacket(buffer);
    return openFuture;
  }

  @Override
  protected void doOpen() {
    asyncIn = new ChannelAsyncOutputStream(this, SshConstants.SSH_MSG_CHANNEL_DATA);
    pump.start();
  }

  @Override
  public IoOutputStream toPeer() {
    return asyncIn;
  }

  @Override
  public void endOutput() throws IOException {
    sendEof();
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) {
    pump.write(data, offset, (int) length);
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {
    throw new UnsupportedOperationException("a forwarded connection has no error output");
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    pump.endOutput();
  }

  /** The peer takes no more bytes: those that wait for its window would wait for ever. */
  @Override
  public void handleClose() throws IOException {
    if (asyncIn != null) {
      asyncIn.close(true);
    }
    super.handleClose();
  }
}
