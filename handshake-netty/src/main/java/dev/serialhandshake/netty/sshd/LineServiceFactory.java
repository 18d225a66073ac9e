// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.EventLoopGroup;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.session.helpers.AbstractSessionIoHandler;
import org.apache.sshd.netty.NettyIoServiceFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts SSH sessions on lines, and leaves the TCP connections of MINA's forwarders to sshd-netty.
 */
final class LineServiceFactory extends NettyIoServiceFactory {
  private final boolean ownsGroup;
  private final ServedLoops loops = new ServedLoops();
  private volatile @Nullable LineAcceptor acceptor;

  /**
   * Creates a factory for one server or client.
   *
   * @param forwarding the event loops of forwarded ports
   * @param ownsGroup whether to shut them down with the factory
   */
  LineServiceFactory(FactoryManager manager, EventLoopGroup forwarding, boolean ownsGroup) {
    super(manager, forwarding);
    this.ownsGroup = ownsGroup;
  }

  @Override
  public IoConnector createConnector(IoHandler handler) {
    return handler instanceof AbstractSessionIoHandler
        ? new LineConnector(this, handler)
        : super.createConnector(handler);
  }

  @Override
  public IoAcceptor createAcceptor(IoHandler handler) {
    if (handler instanceof AbstractSessionIoHandler) {
      LineAcceptor created = new LineAcceptor(this, handler, loops);
      acceptor = created;
      return created;
    }
    return super.createAcceptor(handler);
  }

  /** Returns the lines that are served while the server runs. */
  ServedLoops loops() {
    return loops;
  }

  /** Returns what a server that runs takes its sessions from. */
  LineAcceptor acceptor() {
    LineAcceptor current = acceptor;
    if (current == null || !current.isBound()) {
      throw new IllegalStateException(
          "a line is in sync, but its SSH server "
              + (current == null ? "is not started" : "has been stopped"));
    }
    return current;
  }

  @Override
  protected CloseFuture doCloseGracefully() {
    if (ownsGroup) {
      // Nobody waits: MINA closes connectors a little later still, and the threads are daemons.
      eventLoopGroup
          .shutdownGracefully()
          .addListener(ended -> log.debug("the event loops for forwarding have ended"));
    }
    closeFuture.setClosed();
    return closeFuture;
  }
}
