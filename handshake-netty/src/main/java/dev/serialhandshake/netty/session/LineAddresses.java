// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Internet addresses for lines, which need not have any.
 *
 * <p>SSH layers cast addresses to {@link InetSocketAddress}, and match them against rules for IP
 * addresses, which a serial line or a Unix socket must not pass.
 */
public final class LineAddresses {
  private LineAddresses() {}

  /**
   * Returns {@code address} if it is an Internet address, otherwise an unresolved one with port 0
   * whose host is the name of the line: the first of its addresses that says something.
   *
   * @param line the line
   * @param address one of its addresses, {@code null} if unknown
   * @return an Internet address
   */
  public static InetSocketAddress inet(Channel line, @Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet
        : InetSocketAddress.createUnresolved(name(line), 0);
  }

  private static String name(Channel line) {
    for (SocketAddress address : new SocketAddress[] {line.remoteAddress(), line.localAddress()}) {
      String name = address == null ? "" : address.toString();
      if (!name.isEmpty()) {
        return name;
      }
    }
    return "line-" + line.id().asShortText();
  }
}
