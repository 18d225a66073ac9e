// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketLineTest {

  /** {@code --wait} without a time has a limit of a hundred years: an int has 25 days. */
  @Test
  void aLimitMayBeLongerThanTheSystemCanWait() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LineAddress line = LineAddress.parse("tcp:127.0.0.1:" + server.getLocalPort());
      try (OpenLine open = SocketLine.open(line, Duration.ofDays(36_500));
          Socket peer = server.accept()) {
        peer.getOutputStream().write('x');
        peer.shutdownOutput();
        assertEquals('x', open.in().read());
      }
    }
  }

  /** A Unix socket has no options of TCP. */
  @Test
  void aConnectionThatCannotBeSetUpIsClosed() throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThrows(UnsupportedOperationException.class, () -> SocketLine.ofTcp(channel));
      assertFalse(channel.isOpen());
    }
  }
}
