// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * One end of a line, as a program opens it.
 *
 * @param medium what it is
 * @param address where it is
 */
record LineEnd(Medium medium, SocketAddress address) {

  /** What a line is made of. */
  enum Medium {
    TCP(NioSocketChannel.class),
    UNIX(NioDomainSocketChannel.class),
    PTY(SerialChannel.class);

    private final Class<? extends Channel> channel;

    Medium(Class<? extends Channel> channel) {
      this.channel = channel;
    }

    Class<? extends Channel> channel() {
      return channel;
    }
  }

  static LineEnd port(Path device) {
    return new LineEnd(Medium.PTY, new SerialAddress(device.toString()));
  }

  /** As the command line writes it. */
  String argument() {
    return switch (medium) {
      case TCP -> "tcp:127.0.0.1:" + ((InetSocketAddress) address).getPort();
      case UNIX -> "unix:" + ((UnixDomainSocketAddress) address).getPath();
      case PTY -> "serial:" + ((SerialAddress) address).port();
    };
  }
}
