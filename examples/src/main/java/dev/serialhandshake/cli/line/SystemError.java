// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Why the system refused to open a line. It is found from the types and numbers of exceptions, and
 * by trying again, but never from a message, because the system writes messages in the language of
 * the user.
 */
enum SystemError {
  UNKNOWN_HOST,
  NO_SUCH_FILE,
  NO_PERMISSION,
  IN_USE,
  NOT_OUR_ADDRESS,
  TIMED_OUT,
  REFUSED,
  UNREACHABLE,
  QUEUE_FULL,
  TOO_MANY_FILES,
  TOO_MANY_FILES_IN_ALL,
  OTHER;

  /**
   * Ports below this one are root's. If an administrator of Linux has raised this limit, a port
   * that is forbidden by that counts as {@link #IN_USE}.
   */
  private static final int FIRST_FREE_PORT = 1024;

  static SystemError of(LineAddress line, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NativeIoException numbered) { // wrapped if Netty cannot make a socket
        return ofLinux(-numbered.expectedErr());
      }
    }
    if (e instanceof UnknownHostException || e instanceof UnresolvedAddressException) {
      return UNKNOWN_HOST;
    }
    if (e instanceof NoSuchFileException) {
      return NO_SUCH_FILE;
    }
    if (e instanceof AccessDeniedException) {
      return NO_PERMISSION;
    }
    if (e instanceof SocketTimeoutException || e instanceof ConnectTimeoutException) {
      return TIMED_OUT;
    }
    if (e instanceof NoRouteToHostException) {
      return UNREACHABLE;
    }
    if (e instanceof ConnectException) {
      return line instanceof LineAddress.Unix unix && isListenedOn(unix) ? QUEUE_FULL : REFUSED;
    }
    return e instanceof BindException ? notBound(line) : OTHER;
  }

  /** Netty throws the same exception for a socket that nobody listens on, and for a full queue. */
  private static boolean isListenedOn(LineAddress.Unix line) {
    try {
      return UnixSockets.answers(line.path());
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes a number of Linux. Only Netty's epoll gives numbers, and it runs on Linux only. */
  private static SystemError ofLinux(int number) {
    return switch (number) {
      case 1, 13 -> NO_PERMISSION;
      case 2 -> NO_SUCH_FILE;
      case 11 -> QUEUE_FULL;
      case 23 -> TOO_MANY_FILES_IN_ALL;
      case 24 -> TOO_MANY_FILES;
      case 98 -> IN_USE;
      case 99 -> NOT_OUR_ADDRESS;
      case 101, 113 -> UNREACHABLE;
      case 110 -> TIMED_OUT;
      case 111 -> REFUSED;
      default -> OTHER;
    };
  }

  /** Java throws one type for an address that is in use, not of this machine, or forbidden. */
  private static SystemError notBound(LineAddress line) {
    if (line instanceof LineAddress.Tcp tcp) {
      return notBound(tcp.address().resolve());
    }
    Path path = ((LineAddress.Unix) line).path();
    return Files.isWritable(line.listens() ? folder(path) : path) ? IN_USE : NO_PERMISSION;
  }

  private static Path folder(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }

  private static SystemError notBound(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (!canBind(ServerSocketChannel::open, new InetSocketAddress(host, 0))) {
      return NOT_OUR_ADDRESS;
    }
    // If low ports are forbidden, they are so for UDP, too; and there this one is probably free.
    return address.getPort() >= FIRST_FREE_PORT || canBind(DatagramChannel::open, address)
        ? IN_USE
        : NO_PERMISSION;
  }

  private interface Opening {
    NetworkChannel open() throws IOException;
  }

  private static boolean canBind(Opening opening, InetSocketAddress address) {
    try (NetworkChannel channel = opening.open()) {
      channel.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
