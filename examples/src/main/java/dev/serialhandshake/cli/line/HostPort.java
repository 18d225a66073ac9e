// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;

/** {@code HOST:PORT}, with an IPv6 address in brackets. Only {@link #resolve} looks the host up. */
public record HostPort(String host, int port) {

  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw expected(text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw BadWord.because("'" + text + "': put an IPv6 address in brackets, such as [::1]:2222");
    }
    if (host.isEmpty()) {
      throw expected(text);
    }
    return new HostPort(host, port(text, text.substring(colon + 1)));
  }

  private static int port(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The exception below says it.
    }
    throw BadWord.because("'" + text + "': '" + digits + "' is no port number (0 to 65535)");
  }

  private static RuntimeException expected(String text) {
    return BadWord.because("'" + text + "': HOST:PORT expected, such as 127.0.0.1:2222");
  }

  /** Looks the host up; the result is unresolved if there is no such host. Blocks. */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  /** For options that are a {@code HOST:PORT}. */
  public static final class Converter implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
      return parse(text);
    }
  }
}
