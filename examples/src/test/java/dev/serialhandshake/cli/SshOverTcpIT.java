// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AfterAll;

class SshOverTcpIT extends SshOverLine {

  private NoisyRelay relay;

  @Override
  String servedLine() {
    return "tcp-listen:127.0.0.1:0";
  }

  @Override
  String lineToConnect(String served) throws Exception {
    int port = Integer.parseInt(served.substring(served.lastIndexOf(':') + 1));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(loopback, 0));
    relay = new NoisyRelay(listener, new InetSocketAddress(loopback, port));
    return "tcp:127.0.0.1:" + listener.socket().getLocalPort();
  }

  @AfterAll
  void closeRelay() throws Exception {
    if (relay != null) { // null where the tests were skipped
      relay.close();
    }
  }
}
