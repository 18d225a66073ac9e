// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Opens the sockets of forwarded connections. They are read when there is room for it, and each of
 * their directions ends by itself, also the one that a write error has ended.
 */
record ForwardingSockets(
    EventLoopGroup loops,
    Class<? extends Channel> tcp,
    Class<? extends ServerChannel> tcpServer,
    Class<? extends Channel> unix,
    Class<? extends ServerChannel> unixServer,
    Function<Path, ? extends SocketAddress> unixAddress,
    Names names) {

  /** Looks up host names, and may block. */
  @FunctionalInterface
  interface Names {
    InetAddress[] lookUp(String host) throws IOException;
  }

  ChannelFuture connect(InetSocketAddress address, ChannelHandler handler) {
    return client(tcp, handler).option(ChannelOption.TCP_NODELAY, true).connect(address);
  }

  ChannelFuture connect(Path path, ChannelHandler handler) {
    return client(unix, handler).connect(unixAddress.apply(path));
  }

  ChannelFuture listen(InetSocketAddress address, ChannelHandler accepted) {
    return server(tcpServer, accepted)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .bind(address);
  }

  ChannelFuture listen(Path path, ChannelHandler accepted) {
    return server(unixServer, accepted).bind(unixAddress.apply(path));
  }

  private Bootstrap client(Class<? extends Channel> kind, ChannelHandler handler) {
    return new Bootstrap()
        .group(loops)
        .channel(kind)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.AUTO_CLOSE, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(handler);
  }

  private ServerBootstrap server(Class<? extends ServerChannel> kind, ChannelHandler accepted) {
    return new ServerBootstrap()
        .group(loops)
        .channel(kind)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.AUTO_CLOSE, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(accepted);
  }
}
