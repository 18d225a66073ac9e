// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The transports of Netty where one end listens and the other connects. */
public enum SocketKind {
  NIO_TCP(LoopKind.NIO, NioServerSocketChannel.class, NioSocketChannel.class),
  NIO_UNIX(LoopKind.NIO, NioServerDomainSocketChannel.class, NioDomainSocketChannel.class),
  LOCAL(LoopKind.LOCAL, LocalServerChannel.class, LocalChannel.class),
  EPOLL_TCP(LoopKind.EPOLL, EpollServerSocketChannel.class, EpollSocketChannel.class),
  EPOLL_UNIX(LoopKind.EPOLL, EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class),
  IO_URING_TCP(LoopKind.IO_URING, IoUringServerSocketChannel.class, IoUringSocketChannel.class),
  IO_URING_UNIX(
      LoopKind.IO_URING, IoUringServerDomainSocketChannel.class, IoUringDomainSocketChannel.class);

  private final LoopKind loop;
  private final Class<? extends ServerChannel> listening;
  private final Class<? extends Channel> connecting;

  SocketKind(
      LoopKind loop,
      Class<? extends ServerChannel> listening,
      Class<? extends Channel> connecting) {
    this.loop = loop;
    this.listening = listening;
    this.connecting = connecting;
  }

  /** Makes event loops; skips the test, with the reason, where this transport is not available. */
  public EventLoopGroup loops(int threads) {
    return loop.loops(threads);
  }

  /** The channel that listens. */
  public Class<? extends ServerChannel> listening() {
    return listening;
  }

  /** The channel that connects. */
  public Class<? extends Channel> connecting() {
    return connecting;
  }

  /** Where to listen: a free TCP port, or this path. */
  public SocketAddress address(Path path) {
    return switch (this) {
      case NIO_TCP, EPOLL_TCP, IO_URING_TCP ->
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      case NIO_UNIX -> UnixDomainSocketAddress.of(path);
      case LOCAL -> new LocalAddress(path.toString());
      case EPOLL_UNIX, IO_URING_UNIX -> new DomainSocketAddress(path.toFile());
    };
  }

  /** Whether one end can close its output alone. */
  public boolean canHalfClose() {
    return this != LOCAL;
  }
}
