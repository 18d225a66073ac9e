// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.line.TcpKeepAlive;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketOption;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TransportKeepAliveTest {

  private static final TcpKeepAlive TWENTY = TcpKeepAlive.after(Duration.ofSeconds(20));

  @Test
  void isSetWithEpoll() {
    Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll here");
    EpollSocketChannel channel = new EpollSocketChannel();
    Transport.keepAlive(channel.config(), TWENTY);
    assertTrue(channel.config().isKeepAlive());
    assertEquals(20, channel.config().getTcpKeepIdle());
    assertEquals(5, channel.config().getTcpKeepIntvl());
    assertEquals(4, channel.config().getTcpKeepCnt());
    channel.unsafe().closeForcibly();
  }

  @Test
  void isSetWithNio() {
    SocketChannel channel = new NioSocketChannel();
    Transport.keepAlive(channel.config(), TWENTY);
    assertTrue(channel.config().isKeepAlive());
    assertOption(20, channel, ExtendedSocketOptions.TCP_KEEPIDLE);
    assertOption(5, channel, ExtendedSocketOptions.TCP_KEEPINTERVAL);
    assertOption(4, channel, ExtendedSocketOptions.TCP_KEEPCOUNT);
    channel.unsafe().closeForcibly();
  }

  /** As the system's socket has it; null where the system has no such option. */
  private static void assertOption(
      int expected, SocketChannel channel, SocketOption<Integer> option) {
    Integer set = channel.config().getOption(NioChannelOption.of(option));
    assertTrue(set == null || set == expected, option + " is " + set);
  }

  @Test
  void noneIsOff() {
    SocketChannel channel = new NioSocketChannel();
    Transport.keepAlive(channel.config(), TcpKeepAlive.after(Duration.ZERO));
    assertFalse(channel.config().isKeepAlive());
    channel.unsafe().closeForcibly();
  }
}
