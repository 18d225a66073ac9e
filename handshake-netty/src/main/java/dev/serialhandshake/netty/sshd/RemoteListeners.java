// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.session.OwnersSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.forward.TcpForwardingFilter;

/** What a session listens on for its client ({@code ssh -R}). It goes with the session. */
final class RemoteListeners {

  /** In the place of the port of a Unix socket. */
  static final int NO_PORT = -1;

  private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  /**
   * One of them.
   *
   * @param host the address as the client wrote it, or the path
   * @param port the port that was bound
   */
  private record Listener(String host, int port, Channel channel, Runnable end) {}

  private final ConnectionService service;
  private final ForwardingSockets sockets;
  private final boolean gatewayPorts;
  private final List<Listener> listeners = new ArrayList<>();
  private boolean closed;

  RemoteListeners(ConnectionService service, ForwardingSockets sockets, boolean gatewayPorts) {
    this.service = service;
    this.sockets = sockets;
    this.gatewayPorts = gatewayPorts;
  }

  /** Listens on a port; completes with the port. */
  CompletableFuture<Integer> bindTcp(String host, int port) {
    try {
      checkPermitted(new SshdSocketAddress(host, port));
      List<InetAddress> addresses = addresses(host, gatewayPorts);
      CompletableFuture<Integer> first = bind(host, addresses.get(0), port);
      return addresses.size() == 1
          ? first
          : first.thenCompose(
              bound -> bind(host, addresses.get(1), bound).exceptionally(noSuchFamily -> bound));
    } catch (IOException | IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Integer> bind(String host, InetAddress address, int port) {
    ChannelFuture binding =
        sockets.listen(
            new InetSocketAddress(address, port),
            accepted("forwarded-tcpip", (socket, open) -> describeTcp(host, socket, open)));
    return bound(binding)
        .thenApply(
            channel -> {
              int bound = ((InetSocketAddress) channel.localAddress()).getPort();
              add(new Listener(host, bound, channel, () -> {}));
              return bound;
            });
  }

  private static void describeTcp(String host, Channel socket, Buffer open) {
    InetSocketAddress from = (InetSocketAddress) socket.remoteAddress();
    open.putString(host);
    open.putUInt(((InetSocketAddress) socket.localAddress()).getPort());
    open.putString(from.getAddress().getHostAddress());
    open.putUInt(from.getPort());
  }

  /** Listens on a Unix socket, whose file does not exist yet; completes with {@link #NO_PORT}. */
  CompletableFuture<Integer> bindUnix(String path) {
    SessionThreads threads = SessionThreads.of(service.getSession());
    ChannelHandler accepted =
        accepted(
            "forwarded-streamlocal@openssh.com",
            (socket, open) -> {
              open.putString(path);
              open.putString(""); // reserved
            });
    try {
      checkPermitted(new SshdSocketAddress(path, 0));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return threads
        .call(() -> OwnersSocket.prepare(Path.of(path)))
        .thenCompose(
            file ->
                bound(sockets.listen(file.hidden(), accepted))
                    .thenCompose(channel -> threads.call(() -> publish(path, file, channel)))
                    .whenComplete((done, failure) -> removeHidden(file)));
  }

  private int publish(String path, OwnersSocket file, Channel channel) throws IOException {
    try {
      file.publish();
    } catch (IOException e) {
      close(channel);
      throw e;
    }
    add(new Listener(path, NO_PORT, channel, () -> remove(file)));
    return NO_PORT;
  }

  private static void removeHidden(OwnersSocket file) {
    try {
      file.removeHidden();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(OwnersSocket file) {
    try {
      file.remove();
    } catch (IOException e) {
      // Its folder is gone, or belongs to somebody else by now.
    }
  }

  /** Ends what was bound under that name; its connections go on. */
  synchronized boolean cancel(String host, int port) {
    List<Listener> meant =
        listeners.stream()
            .filter(listener -> listener.host().equals(host) && listener.port() == port)
            .toList();
    meant.forEach(RemoteListeners::end);
    return listeners.removeAll(meant);
  }

  /** The session is over. */
  synchronized void close() {
    closed = true;
    listeners.forEach(RemoteListeners::end);
    listeners.clear();
  }

  private synchronized void add(Listener listener) {
    if (closed) {
      end(listener);
    } else {
      listeners.add(listener);
    }
  }

  private static void end(Listener listener) {
    listener.end().run();
    close(listener.channel());
  }

  private static void close(Channel channel) {
    channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  private void checkPermitted(SshdSocketAddress address) throws IOException {
    TcpForwardingFilter filter = service.getSession().getFactoryManager().getTcpForwardingFilter();
    if (filter == null || !filter.canListen(address, service.getSession())) {
      throw new IOException("forwarding is not permitted");
    }
  }

  /** One address, or one of each family; as {@code GatewayPorts} of OpenSSH says. */
  static List<InetAddress> addresses(String host, boolean gatewayPorts)
      throws UnknownHostException {
    if (gatewayPorts && (host.isEmpty() || host.equals("*"))) {
      return List.of(new InetSocketAddress(0).getAddress());
    }
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    InetAddress address = literal == null ? null : InetAddress.getByAddress(literal);
    if (address != null && (gatewayPorts || address.isLoopbackAddress())) {
      return List.of(address);
    }
    if (gatewayPorts && !host.equals("localhost")) {
      throw new UnknownHostException(host + ": an address is needed, not a name");
    }
    return List.of(InetAddress.getByAddress(LOOPBACK_4), Inet6Address.getByAddress(LOOPBACK_6));
  }

  @FunctionalInterface
  private interface Description {
    void write(Channel socket, Buffer open);
  }

  private ChannelHandler accepted(String type, Description description) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel socket) throws IOException {
        TunnelFromSocket tunnel =
            new TunnelFromSocket(type, open -> description.write(socket, open), socket);
        service.registerChannel(tunnel);
        tunnel
            .open()
            .addListener(
                opening -> {
                  if (!opening.isOpened()) {
                    tunnel.close(true);
                  }
                });
      }
    };
  }

  private static CompletableFuture<Channel> bound(ChannelFuture binding) {
    CompletableFuture<Channel> bound = new CompletableFuture<>();
    binding.addListener(
        done -> {
          Throwable failure = done.cause();
          if (failure == null) {
            bound.complete(binding.channel());
          } else {
            bound.completeExceptionally(failure);
          }
        });
    return bound;
  }
}
