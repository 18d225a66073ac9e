// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.telnet.VmotionStreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/** A TCP port to which the hosts of a virtual machine connect, one after the other. */
final class HostDoor implements VmotionStreams.Door {

  private final ServerSocketChannel server;
  private volatile TcpKeepAlive keepAlive = TcpKeepAlive.DEFAULT;

  private HostDoor(ServerSocketChannel server) {
    this.server = server;
  }

  /** Listens. */
  static HostDoor at(InetSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(address);
      return new HostDoor(server);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The first connection, within a time; zero for as long as it takes. */
  SocketLine acceptFirst(Duration limit) throws IOException {
    SocketLine first = SocketLine.ofTcp(SocketLine.accept(server, limit));
    server.configureBlocking(true);
    return first;
  }

  @Override
  public SocketLine accept() throws IOException {
    SocketLine next = SocketLine.ofTcp(server.accept());
    next.keepAlive(keepAlive);
    return next;
  }

  /** For the connections from now on. */
  void keepAlive(TcpKeepAlive how) {
    keepAlive = how;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
