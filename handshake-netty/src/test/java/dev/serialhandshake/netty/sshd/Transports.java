// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.testing.SocketKind;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;

/** The kinds of lines. */
final class Transports {

  private Transports() {}

  static final Transport.Kind TCP = on(SocketKind.NIO_TCP);
  static final Transport.Kind UNIX = on(SocketKind.NIO_UNIX);

  static final Transport.Kind SERIAL =
      directory -> new SerialPorts(SocketKind.NIO_TCP.loops(1), PtyPair.open(directory));

  /** A line for each connection. */
  static Transport.Kind on(SocketKind kind) {
    return directory -> new Sockets(kind, kind.loops(1), kind.address(directory.resolve("line")));
  }

  private static final class Sockets implements Transport {
    private final SocketKind kind;
    private final EventLoopGroup group;
    private SocketAddress address;

    private Sockets(SocketKind kind, EventLoopGroup group, SocketAddress address) {
      this.kind = kind;
      this.group = group;
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
              .channel(kind.listening())
              .childHandler(lineInitializer)
              .bind(address)
              .sync()
              .channel();
      address = listener.localAddress();
      return listener;
    }

    @Override
    public Bootstrap clientEnd() {
      return new Bootstrap().group(group).channel(kind.connecting()).remoteAddress(address);
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
