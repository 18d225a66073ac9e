// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Where one end of a line is plugged into its relay: a socket that listens, one connection at a
 * time, the newest; and in front of it a pseudo-terminal if the line is one.
 */
final class RelayEnd {
  private final Wire inward;
  private final Wire outward;
  private final Channel listener;
  private final LineEnd outside;
  private final PseudoTerminal terminal;
  private Channel connection;

  /**
   * Listens.
   *
   * @param name of this end, for its files
   * @param inward takes what comes in here
   * @param outward writes what goes out here
   */
  RelayEnd(LineEnd.Medium medium, String name, Soak soak, EventLoop loop, Wire inward, Wire outward)
      throws IOException {
    this.inward = inward;
    this.outward = outward;
    boolean tcp = medium == LineEnd.Medium.TCP;
    Path socket = soak.directory().resolve(name + ".socket");
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(tcp ? NioServerSocketChannel.class : NioServerDomainSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    if (tcp) {
                      accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
                    }
                    accepted.pipeline().addLast(new Connection());
                  }
                })
            .bind(
                tcp
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                    : UnixDomainSocketAddress.of(socket))
            .syncUninterruptibly()
            .channel();
    if (medium == LineEnd.Medium.PTY) {
      Path device = soak.directory().resolve(name);
      terminal = new PseudoTerminal(device, socket, soak.helpers());
      outside = LineEnd.port(device);
    } else {
      terminal = null;
      outside = new LineEnd(medium, listener.localAddress());
    }
  }

  /** What a program opens to have this end. */
  LineEnd outside() {
    return outside;
  }

  /** Cuts the connection, if there is one; on the event loop. */
  void reset() {
    if (connection != null) {
      connection.close();
    }
  }

  void close() {
    if (terminal != null) {
      terminal.close();
    }
    listener.close().syncUninterruptibly();
    listener.eventLoop().submit(this::reset).syncUninterruptibly();
  }

  /** One that was accepted. */
  private final class Connection extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      reset();
      connection = context.channel();
      outward.to(connection);
      inward.from(connection);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (context.channel() == connection) {
        inward.receive((ByteBuf) message);
      } else {
        ((ByteBuf) message).release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (context.channel() == connection) {
        connection = null;
        outward.to(null);
        inward.from(null);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
