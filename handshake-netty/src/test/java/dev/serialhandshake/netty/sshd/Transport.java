// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The kinds of lines over sockets, each with an event loop of its own, one for both ends. */
record Transport(
    EventLoopGroup group,
    Class<? extends ServerChannel> serverChannel,
    Class<? extends Channel> channel,
    Function<Path, SocketAddress> address)
    implements AutoCloseable {

  static Transport tcp() {
    return new Transport(
        loop(NioIoHandler.newFactory()),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        directory -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static Transport unix() {
    return new Transport(
        loop(NioIoHandler.newFactory()),
        NioServerDomainSocketChannel.class,
        NioDomainSocketChannel.class,
        directory -> UnixDomainSocketAddress.of(directory.resolve("line")));
  }

  static Transport epollUnix() {
    return new Transport(
        loop(EpollIoHandler.newFactory()),
        EpollServerDomainSocketChannel.class,
        EpollDomainSocketChannel.class,
        directory -> new DomainSocketAddress(directory.resolve("line").toFile()));
  }

  private static EventLoopGroup loop(IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(1, factory);
  }

  SocketAddress listenAddress(Path directory) {
    return address.apply(directory);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
