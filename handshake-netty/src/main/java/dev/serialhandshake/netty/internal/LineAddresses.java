// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.internal;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
   * whose host is the name of the line, as {@link #hostName} writes it: the first of its addresses
   * that says something.
   *
   * @param line the line
   * @param address one of its addresses, {@code null} if unknown
   * @return an Internet address
   */
  public static InetSocketAddress inet(Channel line, @Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet
        : InetSocketAddress.createUnresolved(hostName(name(line)), 0);
  }

  /**
   * Returns a name that a {@code known_hosts} file can hold. Such a file has patterns with {@code
   * *} and {@code ?} in it, and allows few other characters: a slash is none of them. What it
   * cannot hold is written as the bytes of a URL are, so that two names stay two.
   *
   * @param name of a host or a line, such as {@code /dev/ttyS0}
   * @return the same, or with {@code %} and two digits for each byte that is not allowed, such as
   *     {@code %2Fdev%2FttyS0}
   */
  public static String hostName(String name) {
    StringBuilder allowed = new StringBuilder();
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xff);
      if (isAllowed(character)) {
        allowed.append(character);
      } else {
        allowed.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
      }
    }
    return allowed.toString();
  }

  private static boolean isAllowed(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || "-_.:".indexOf(character) >= 0;
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
