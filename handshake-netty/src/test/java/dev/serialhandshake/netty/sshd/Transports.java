// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
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

/** The kinds of lines. */
final class Transports {

  private Transports() {}

  static final Transport.Kind TCP =
      directory ->
          new Sockets(
              loop(NioIoHandler.newFactory()),
              NioServerSocketChannel.class,
              NioSocketChannel.class,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  static final Transport.Kind UNIX =
      directory ->
          new Sockets(
              loop(NioIoHandler.newFactory()),
              NioServerDomainSocketChannel.class,
              NioDomainSocketChannel.class,
              UnixDomainSocketAddress.of(directory.resolve("line")));

  static final Transport.Kind EPOLL_UNIX =
      directory ->
          new Sockets(
              loop(EpollIoHandler.newFactory()),
              EpollServerDomainSocketChannel.class,
              EpollDomainSocketChannel.class,
              new DomainSocketAddress(directory.resolve("line").toFile()));

  static final Transport.Kind SERIAL =
      directory -> new SerialPorts(loop(NioIoHandler.newFactory()), PtyPair.open(directory));

  private static EventLoopGroup loop(IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(1, factory);
  }

  /** A line for each connection. */
  private static final class Sockets implements Transport {
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends Channel> channel;
    private SocketAddress address;

    private Sockets(
        EventLoopGroup group,
        Class<? extends ServerChannel> serverChannel,
        Class<? extends Channel> channel,
        SocketAddress address) {
      this.group = group;
      this.serverChannel = serverChannel;
      this.channel = channel;
      this.address = address;
    }

    @Override
    public EventLoopGroup group() {
      return group;
    }

    @Override
    public Channel serve(ChannelHandler lineInitializer) throws InterruptedException {
      Channel listener =
          new ServerBootstrap()
              .group(group)
              .channel(serverChannel)
              .childHandler(lineInitializer)
              .bind(address)
              .sync()
              .channel();
      address = listener.localAddress();
      return listener;
    }

    @Override
    public Bootstrap clientEnd() {
      return new Bootstrap().group(group).channel(channel).remoteAddress(address);
    }
  }

  /** One line, whose server's end stays open; both ends are pseudo-terminals. */
  private record SerialPorts(EventLoopGroup group, PtyPair ports) implements Transport {

    private Bootstrap port(String path) {
      return new Bootstrap()
          .group(group)
          .channel(SerialChannel.class)
          .remoteAddress(new SerialAddress(path));
    }

    @Override
    public Channel serve(ChannelHandler lineInitializer) throws InterruptedException {
      return port(ports.a()).handler(lineInitializer).connect().sync().channel();
    }

    @Override
    public Bootstrap clientEnd() {
      return port(ports.b());
    }

    @Override
    public void close() {
      Transport.super.close();
      ports.close();
    }
  }
}
