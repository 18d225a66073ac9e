// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.examples.cli.line.TcpKeepAlive;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
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
    Integer idle =
        channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE));
    assertTrue(idle == null || idle == 20, "the first question is asked after " + idle + " s");
    channel.unsafe().closeForcibly();
  }

  @Test
  void noneIsOff() {
    SocketChannel channel = new NioSocketChannel();
    Transport.keepAlive(channel.config(), TcpKeepAlive.after(Duration.ZERO));
    assertFalse(channel.config().isKeepAlive());
    channel.unsafe().closeForcibly();
  }
}
