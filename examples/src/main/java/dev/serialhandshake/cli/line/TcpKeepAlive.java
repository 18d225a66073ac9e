// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/**
 * When the system asks a silent TCP peer whether it is still there. A peer that reboots or loses
 * its network does not close the connection.
 *
 * @param idleSeconds of silence before the first question; 0: the system never asks
 * @param intervalSeconds between two questions
 * @param questions how many questions without an answer break the connection
 */
public record TcpKeepAlive(int idleSeconds, int intervalSeconds, int questions) {

  private static final int QUESTIONS = 4;

  /** A peer that vanished is noticed within two minutes. */
  public static final TcpKeepAlive DEFAULT = after(Duration.ofSeconds(60));

  /** Asks after this time of silence, and gives the peer up after the same time again. */
  public static TcpKeepAlive after(Duration idle) {
    int seconds = Math.toIntExact(idle.toSeconds());
    return new TcpKeepAlive(seconds, Math.max(1, seconds / QUESTIONS), QUESTIONS);
  }

  public boolean isOn() {
    return idleSeconds > 0;
  }

  void set(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, isOn());
    if (isOn()) {
      setIfSupported(channel, ExtendedSocketOptions.TCP_KEEPIDLE, idleSeconds);
      setIfSupported(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, intervalSeconds);
      setIfSupported(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, questions);
    }
  }

  /** Sets the option if the system has it. Otherwise the system uses its own times. */
  private static void setIfSupported(SocketChannel channel, SocketOption<Integer> option, int value)
      throws IOException {
    if (channel.supportedOptions().contains(option)) {
      channel.setOption(option, value);
    }
  }
}
