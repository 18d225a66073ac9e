// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.ChannelFuture;
import java.net.SocketAddress;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.future.CancelFuture;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.netty.NettyIoConnector;
import org.apache.sshd.netty.NettyIoServiceFactory;
import org.jspecify.annotations.Nullable;

/** Starts the sessions of a client on lines; without one in the context, on TCP as ever. */
final class LineConnector extends NettyIoConnector {
  /** Where the connection context says which line to use. */
  static final AttributeKey<LineTarget> TARGET = new AttributeKey<>();

  LineConnector(NettyIoServiceFactory factory, IoHandler handler) {
    super(factory, handler);
  }

  @Override
  public IoConnectFuture connect(
      SocketAddress address,
      @Nullable AttributeRepository context,
      @Nullable SocketAddress localAddress) {
    LineTarget target = context == null ? null : context.getAttribute(TARGET);
    if (target == null) {
      return super.connect(address, context, localAddress);
    }
    IoConnectFuture connected = new DefaultIoConnectFuture(address, null);
    LineIoSession session = new LineIoSession(this, handler, connected);
    session.setAttribute(AttributeRepository.class, context);
    ChannelFuture opened = target.open(session.handler());
    channelGroup.add(opened.channel());
    opened.addListener(
        done -> {
          if (done.cause() != null) {
            Throwable refused = opened.channel().attr(LineTarget.REFUSED).get();
            connected.setException(refused == null ? done.cause() : refused);
          }
        });
    connected.addListener(future -> closeIfCancelled(future, opened));
    return connected;
  }

  private static void closeIfCancelled(IoConnectFuture connected, ChannelFuture opened) {
    CancelFuture cancellation = connected.getCancellation();
    if (connected.isCanceled() && cancellation != null) {
      opened.channel().close().addListener(closed -> cancellation.setCanceled());
    }
  }

  /** When all servers have had their words, MINA closes at once. */
  @Override
  protected CloseFuture doCloseGracefully() {
    return LastWords.closeAll(this);
  }

  @Override
  protected void doCloseImmediately() {
    LastWords.closeAll(this).addListener(said -> super.doCloseImmediately());
  }
}
