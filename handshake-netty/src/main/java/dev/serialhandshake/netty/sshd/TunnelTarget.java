// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** What the peer asks us to connect to. */
sealed interface TunnelTarget {

  /** How the peer names the kinds, and what it says of one. */
  enum Kind {
    TCP("direct-tcpip") {
      @Override
      TunnelTarget read(Buffer buffer) {
        return new Tcp(buffer.getString(), buffer.getInt());
      }
    },
    UNIX("direct-streamlocal@openssh.com") {
      @Override
      TunnelTarget read(Buffer buffer) {
        return new Unix(buffer.getString());
      }
    };

    private final String channelType;

    Kind(String channelType) {
      this.channelType = channelType;
    }

    String channelType() {
      return channelType;
    }

    abstract TunnelTarget read(Buffer buffer);
  }

  /** What the forwarding filter is asked about. */
  SshdSocketAddress address();

  /**
   * Connects, without blocking.
   *
   * @param pumps makes the handler of each socket that is tried; that of the first that connects is
   *     returned
   */
  CompletableFuture<SocketPump> connect(
      Session session, ForwardingSockets sockets, Supplier<SocketPump> pumps);

  /** A port; its host is a name or an address. */
  record Tcp(String host, int port) implements TunnelTarget {
    @Override
    public SshdSocketAddress address() {
      return new SshdSocketAddress(host, port);
    }

    @Override
    public CompletableFuture<SocketPump> connect(
        Session session, ForwardingSockets sockets, Supplier<SocketPump> pumps) {
      return SessionThreads.of(session)
          .lookUp(host, sockets.names())
          .thenCompose(addresses -> connect(addresses, 0, sockets, pumps));
    }

    private CompletableFuture<SocketPump> connect(
        InetAddress[] addresses, int next, ForwardingSockets sockets, Supplier<SocketPump> pumps) {
      CompletableFuture<SocketPump> connected =
          connected(sockets::connect, new InetSocketAddress(addresses[next], port), pumps.get());
      return next + 1 == addresses.length
          ? connected
          : connected.exceptionallyCompose(failure -> connect(addresses, next + 1, sockets, pumps));
    }
  }

  /** A Unix socket. */
  record Unix(String path) implements TunnelTarget {
    @Override
    public SshdSocketAddress address() {
      return new SshdSocketAddress(path, 0);
    }

    @Override
    public CompletableFuture<SocketPump> connect(
        Session session, ForwardingSockets sockets, Supplier<SocketPump> pumps) {
      try {
        return connected(sockets::connect, Path.of(path), pumps.get());
      } catch (InvalidPathException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  private static <A> CompletableFuture<SocketPump> connected(
      BiFunction<A, SocketPump, ChannelFuture> sockets, A address, SocketPump pump) {
    CompletableFuture<SocketPump> connected = new CompletableFuture<>();
    sockets
        .apply(address, pump)
        .addListener(
            done -> {
              Throwable failure = done.cause();
              if (failure == null) {
                connected.complete(pump);
              } else {
                connected.completeExceptionally(failure);
              }
            });
    return connected;
  }
}
