// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The transports of Netty where one end listens and the other connects. */
public enum SocketKind {
  NIO_TCP(Io.NIO, NioServerSocketChannel.class, NioSocketChannel.class),
  NIO_UNIX(Io.NIO, NioServerDomainSocketChannel.class, NioDomainSocketChannel.class),
  LOCAL(Io.LOCAL, LocalServerChannel.class, LocalChannel.class),
  EPOLL_TCP(Io.EPOLL, EpollServerSocketChannel.class, EpollSocketChannel.class),
  EPOLL_UNIX(Io.EPOLL, EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class),
  IO_URING_TCP(Io.IO_URING, IoUringServerSocketChannel.class, IoUringSocketChannel.class),
  IO_URING_UNIX(
      Io.IO_URING, IoUringServerDomainSocketChannel.class, IoUringDomainSocketChannel.class);

  private enum Io {
    NIO,
    LOCAL,
    EPOLL,
    /** The kernel must have it, and allow it: containers often forbid it. */
    IO_URING;

    IoHandlerFactory factory() {
      return switch (this) {
        case NIO -> NioIoHandler.newFactory();
        case LOCAL -> LocalIoHandler.newFactory();
        case EPOLL -> EpollIoHandler.newFactory();
        case IO_URING -> IoUringIoHandler.newFactory();
      };
    }

    @Nullable Throwable unavailabilityCause() {
      return switch (this) {
        case NIO, LOCAL -> null;
        case EPOLL -> Epoll.unavailabilityCause();
        case IO_URING -> IoUring.unavailabilityCause();
      };
    }
  }

  private final Io io;
  private final Class<? extends ServerChannel> listening;
  private final Class<? extends Channel> connecting;

  SocketKind(Io io, Class<? extends ServerChannel> listening, Class<? extends Channel> connecting) {
    this.io = io;
    this.listening = listening;
    this.connecting = connecting;
  }

  /** Makes event loops; skips the test, with the reason, where this transport is not available. */
  public EventLoopGroup loops(int threads) {
    Throwable unavailable = io.unavailabilityCause();
    boolean required = io != Io.IO_URING && Boolean.parseBoolean(System.getenv("CI"));
    Assumptions.assumeTrue(
        required || unavailable == null, () -> "no " + io + " here: " + unavailable);
    return new MultiThreadIoEventLoopGroup(threads, io.factory());
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
