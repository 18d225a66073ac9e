// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.netty.NettyIoAcceptor;
import org.apache.sshd.netty.NettyIoServiceFactory;

/**
 * Takes the sessions of a server from lines that others open. It binds nothing, but claims to: a
 * server asks what it is bound to when it starts. As long as it is bound, its lines shake hands.
 */
final class LineAcceptor extends NettyIoAcceptor {
  private final Set<SocketAddress> claimed = ConcurrentHashMap.newKeySet();

  private final ServedLoops loops;

  /**
   * Creates an acceptor that accepts nothing yet.
   *
   * @param loops the lines that are served while it is bound
   */
  LineAcceptor(NettyIoServiceFactory factory, IoHandler handler, ServedLoops loops) {
    super(factory, handler);
    this.loops = loops;
  }

  /** Whether there is a server that runs. */
  boolean isBound() {
    return !claimed.isEmpty() && isOpen();
  }

  /**
   * Makes a session of the channel, which starts when it becomes active. Until then the channel
   * closes if the server stops.
   */
  void accept(Channel channel) {
    registerChannel(channel);
    channel.pipeline().addLast(new LineIoSession(this, handler, null).handler());
  }

  @Override
  public void bind(SocketAddress address) {
    bind(Set.of(address));
  }

  @Override
  public void bind(Collection<? extends SocketAddress> addresses) {
    claimed.addAll(addresses);
    loops.resume();
  }

  @Override
  public void unbind(SocketAddress address) {
    unbind(Set.of(address));
  }

  @Override
  public void unbind(Collection<? extends SocketAddress> addresses) {
    claimed.removeAll(addresses);
    if (claimed.isEmpty()) {
      loops.pause();
    }
  }

  @Override
  public void unbind() {
    unbind(Set.copyOf(claimed));
  }

  @Override
  public Set<SocketAddress> getBoundAddresses() {
    return Set.copyOf(claimed);
  }

  /** No SYN is answered any more; then the sessions end, with a word to their clients. */
  @Override
  protected void preClose() {
    loops.pause();
    super.preClose();
  }

  /** When all have had their words, MINA closes at once. */
  @Override
  protected CloseFuture doCloseGracefully() {
    return LastWords.closeAll(this);
  }

  @Override
  protected void doCloseImmediately() {
    LastWords.closeAll(this).addListener(said -> super.doCloseImmediately());
  }
}
