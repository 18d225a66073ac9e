// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.netty.NettyIoAcceptor;
import org.apache.sshd.netty.NettyIoServiceFactory;

/**
 * Takes the sessions of a server from lines that others open. It binds nothing, but claims to: a
 * server asks what it is bound to when it starts.
 */
final class LineAcceptor extends NettyIoAcceptor {
  private final Set<SocketAddress> claimed = ConcurrentHashMap.newKeySet();

  LineAcceptor(NettyIoServiceFactory factory, IoHandler handler) {
    super(factory, handler);
  }

  /** Makes a session of the channel, which starts when it becomes active. */
  void accept(Channel channel) {
    channel.pipeline().addLast(new LineIoSession(this, handler, null).handler());
  }

  @Override
  public void bind(SocketAddress address) {
    claimed.add(address);
  }

  @Override
  public void bind(Collection<? extends SocketAddress> addresses) {
    claimed.addAll(addresses);
  }

  @Override
  public void unbind(SocketAddress address) {
    claimed.remove(address);
  }

  @Override
  public void unbind(Collection<? extends SocketAddress> addresses) {
    claimed.removeAll(addresses);
  }

  @Override
  public void unbind() {
    claimed.clear();
  }

  @Override
  public Set<SocketAddress> getBoundAddresses() {
    return Set.copyOf(claimed);
  }

  @Override
  protected void doCloseImmediately() {
    LastWords.closeAll(this);
    super.doCloseImmediately();
  }
}
