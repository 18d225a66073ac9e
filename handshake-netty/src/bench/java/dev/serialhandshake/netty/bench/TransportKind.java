// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** TCP, in Netty's two ways. */
enum TransportKind {
  NIO(NioSocketChannel.class, NioServerSocketChannel.class) {
    @Override
    IoHandlerFactory loops() {
      return NioIoHandler.newFactory();
    }
  },
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class) {
    @Override
    IoHandlerFactory loops() {
      return EpollIoHandler.newFactory();
    }
  };

  final Class<? extends Channel> channel;
  final Class<? extends ServerChannel> server;

  TransportKind(Class<? extends Channel> channel, Class<? extends ServerChannel> server) {
    this.channel = channel;
    this.server = server;
  }

  abstract IoHandlerFactory loops();
}
