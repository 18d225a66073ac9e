// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.telnet.VmotionStreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/** A TCP port to which the hosts of a virtual machine connect, one after another. */
final class HostDoor implements VmotionStreams.Door {

  private final ServerSocketChannel server;
  private volatile TcpKeepAlive keepAlive = TcpKeepAlive.DEFAULT;

  private HostDoor(ServerSocketChannel server) {
    this.server = server;
  }

  /** Begins to listen. The caller closes the door. */
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

  /**
   * Waits for the first connection.
   *
   * @param limit how long; zero for as long as it takes
   */
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

  /** Sets how the connections are kept that are accepted from now on. */
  void keepAlive(TcpKeepAlive how) {
    keepAlive = how;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
