// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The two ends of a TCP connection over loopback. */
public record SocketPair(Socket near, Socket far) implements AutoCloseable {

  public static SocketPair open() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new SocketPair(
          new Socket(server.getInetAddress(), server.getLocalPort()), server.accept());
    }
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
  }
}
