// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelAsyncOutputStream;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.apache.sshd.server.forward.TcpForwardingFilter;
import org.jspecify.annotations.Nullable;

/** A tunnel that the peer opens: we connect to what it names. */
final class TunnelToSocket extends AbstractServerChannel implements Tunnel {

  /** Makes the tunnels of one kind. */
  record Factory(TunnelTarget.Kind kind, ForwardingSockets sockets) implements ChannelFactory {
    @Override
    public String getName() {
      return kind.channelType();
    }

    @Override
    public Channel createChannel(Session session) {
      return new TunnelToSocket(kind, sockets);
    }
  }

  private final TunnelTarget.Kind kind;
  private final ForwardingSockets sockets;
  private volatile @Nullable ChannelAsyncOutputStream output;
  private volatile @Nullable SocketPump pump;
  private volatile long peersNumber;

  private TunnelToSocket(TunnelTarget.Kind kind, ForwardingSockets sockets) {
    super("", List.of(), null);
    this.kind = kind;
    this.sockets = sockets;
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    peersNumber = getRecipient();
    output = new ChannelAsyncOutputStream(this, SshConstants.SSH_MSG_CHANNEL_DATA);
    OpenFuture opening = new DefaultOpenFuture(this, this);
    TunnelTarget target = kind.read(buffer);
    try {
      connect(target, opening);
    } catch (IllegalArgumentException e) { // no such port
      refuse(SshConstants.SSH_OPEN_CONNECT_FAILED, reason(e));
    }
    return opening;
  }

  private void connect(TunnelTarget target, OpenFuture opening) {
    Session session = getSession();
    TcpForwardingFilter filter = session.getFactoryManager().getTcpForwardingFilter();
    if (filter == null
        || !filter.canConnect(TcpForwardingFilter.Type.Direct, target.address(), session)) {
      refuse(SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, "forwarding is not permitted");
      return;
    }
    var unused =
        target
            .connect(session, sockets, () -> new SocketPump(this))
            .whenComplete(
                (connected, failure) -> {
                  if (failure != null) {
                    refuse(SshConstants.SSH_OPEN_CONNECT_FAILED, reason(failure));
                  } else {
                    opened(opening, connected);
                  }
                });
  }

  private static String reason(Throwable failure) {
    Throwable cause = SessionThreads.unwrap(failure);
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private void opened(OpenFuture opening, SocketPump connected) {
    pump = connected;
    connected.closeWithTunnel();
    if (isClosing()) {
      return; // the session has ended meanwhile
    }
    signalChannelOpenSuccess(); // sends the confirmation
    opening.setOpened();
    connected.start();
  }

  /**
   * Tells the peer why. MINA would send the text "Generic error" in its place, so the future of the
   * opening is left alone: it would make MINA refuse once more.
   */
  private void refuse(int code, String reason) {
    try {
      Session session = getSession();
      Buffer refusal = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE);
      refusal.putUInt(peersNumber);
      refusal.putUInt(code);
      refusal.putString(reason);
      refusal.putString("");
      session.writePacket(refusal);
    } catch (IOException e) {
      // The session has ended: nobody waits for an answer.
    } finally {
      close(true);
    }
  }

  @Override
  public IoOutputStream toPeer() {
    return Objects.requireNonNull(output, "not opened");
  }

  @Override
  public void endOutput() throws IOException {
    sendEof();
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) {
    SocketPump connected = pump;
    if (connected != null) {
      connected.write(data, offset, (int) length);
    }
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {
    throw new UnsupportedOperationException("a forwarded connection has no error output");
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    SocketPump connected = pump;
    if (connected != null) {
      connected.endOutput();
    }
  }

  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    super.handleWindowAdjust(buffer);
    ChannelAsyncOutputStream out = output;
    if (out != null) {
      out.onWindowExpanded();
    }
  }

  /** The peer takes no more bytes: those that wait for its window would wait for ever. */
  @Override
  public void handleClose() throws IOException {
    ChannelAsyncOutputStream out = output;
    if (out != null) {
      out.close(true);
    }
    super.handleClose();
  }

  /** While it closes, the bytes that wait for the peer's window are sent. */
  @Override
  protected boolean mayWrite() {
    return !isClosed();
  }

  @Override
  protected Closeable getInnerCloseable() {
    return builder().sequential(output, super.getInnerCloseable()).build();
  }
}
