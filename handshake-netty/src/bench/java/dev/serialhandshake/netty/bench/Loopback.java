// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A server on the loopback address and a client's bootstrap, with an event loop each. */
final class Loopback implements AutoCloseable {

  final TransportKind kind;
  private final EventLoopGroup near;
  private final EventLoopGroup far;

  Loopback(TransportKind kind) {
    this.kind = kind;
    near = new MultiThreadIoEventLoopGroup(1, kind.loops());
    far = new MultiThreadIoEventLoopGroup(1, kind.loops());
  }

  Channel listen(Consumer<Channel> child) throws InterruptedException {
    return new ServerBootstrap()
        .group(far)
        .channel(kind.server)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(initializer(child))
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .sync()
        .channel();
  }

  /** The caller says where to. */
  Bootstrap connectTo(Consumer<Channel> child) {
    return new Bootstrap()
        .group(near)
        .channel(kind.channel)
        .option(ChannelOption.TCP_NODELAY, true)
        // No port is left in TIME_WAIT, or there would soon be no more.
        .option(ChannelOption.SO_LINGER, 0)
        .handler(initializer(child));
  }

  private static ChannelInitializer<Channel> initializer(Consumer<Channel> child) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        child.accept(channel);
      }
    };
  }

  @Override
  public void close() {
    near.shutdownGracefully();
    far.shutdownGracefully();
  }
}
