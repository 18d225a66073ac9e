// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpKeepAliveTest {

  private static final int TWO_MINUTES = 120;

  private SocketChannel channel;

  @BeforeEach
  void open() throws IOException {
    channel = SocketChannel.open();
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
  }

  @Test
  void aPeerThatVanishedIsNoticedWithinTwoMinutes() {
    TcpKeepAlive usual = TcpKeepAlive.DEFAULT;
    assertEquals(TWO_MINUTES, usual.idleSeconds() + usual.questions() * usual.intervalSeconds());
  }

  @Test
  void isSetOnASocket() throws IOException {
    Assumptions.assumeTrue(
        channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE),
        "the system has no times for each socket");
    TcpKeepAlive.after(Duration.ofSeconds(20)).set(channel);
    assertTrue(channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
    assertEquals(20, channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
    assertEquals(5, channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
    assertEquals(4, channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
  }

  @Test
  void noneIsOff() throws IOException {
    TcpKeepAlive.after(Duration.ZERO).set(channel);
    assertFalse(channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
  }
}
