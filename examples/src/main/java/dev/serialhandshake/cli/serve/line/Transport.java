// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.TcpKeepAlive;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
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
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** Netty's transport for sockets: epoll if its native code can be loaded, NIO otherwise. */
public final class Transport {

  private static final boolean EPOLL = Epoll.isAvailable();

  private Transport() {}

  public static EventLoopGroup newEventLoops() {
    return new MultiThreadIoEventLoopGroup(handlers());
  }

  /** Event loops that do not keep the process alive. */
  public static EventLoopGroup newDaemonEventLoops(String name) {
    return new MultiThreadIoEventLoopGroup(new DefaultThreadFactory(name, true), handlers());
  }

  /**
   * Lets an event loop sleep while nothing happens. Netty wakes an event loop without a timer once
   * a second. So this adds a timer that is due once a day.
   */
  public static void letSleep(EventLoop loop) {
    var unused = loop.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
  }

  private static IoHandlerFactory handlers() {
    return EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  public static Class<? extends Channel> tcp() {
    return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  public static Class<? extends ServerChannel> tcpServer() {
    return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  public static Class<? extends Channel> unix() {
    return EPOLL ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
  }

  public static Class<? extends ServerChannel> unixServer() {
    return EPOLL ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
  }

  /** Sets when the system asks the peer of a TCP connection whether it is still there. */
  static void keepAlive(SocketChannelConfig config, TcpKeepAlive keepAlive) {
    config.setKeepAlive(keepAlive.isOn());
    if (!keepAlive.isOn()) {
      return;
    }
    if (config instanceof EpollSocketChannelConfig epoll) {
      epoll.setTcpKeepIdle(keepAlive.idleSeconds());
      epoll.setTcpKeepIntvl(keepAlive.intervalSeconds());
      epoll.setTcpKeepCnt(keepAlive.questions());
    } else { // a system without these options uses times of its own
      config.setOption(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), keepAlive.idleSeconds());
      config.setOption(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), keepAlive.intervalSeconds());
      config.setOption(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), keepAlive.questions());
    }
  }

  public static SocketAddress unixAddress(Path path) {
    return EPOLL ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
  }
}
