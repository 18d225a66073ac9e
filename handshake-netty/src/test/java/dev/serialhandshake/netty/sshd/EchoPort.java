// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** A TCP port on loopback that sends back what the first connection says. */
final class EchoPort implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

  EchoPort() throws IOException {
    Thread thread = new Thread(this::serve, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  SshdSocketAddress address() {
    return new SshdSocketAddress("127.0.0.1", listener.getLocalPort());
  }

  private void serve() {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
