// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.global.CancelTcpipForwardHandler;
import org.apache.sshd.server.global.TcpipForwardHandler;

/**
 * Forwarding for a server, as OpenSSH's server does it: {@code ssh -L}, {@code -R}, {@code -W} and
 * {@code -D}, of TCP ports and of Unix sockets. It takes the place of MINA's own forwarding, which
 * closes a connection when only one of its two directions has ended, and which looks host names up
 * on the event loop of the line.
 *
 * <pre>{@code
 * SshServer ssh = SshServer.setUpDefaultServer();
 * ssh.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE); // who may forward what
 * SshForwarding.builder(loops).install(ssh);
 * }</pre>
 *
 * <p><b>Ends.</b> Each direction of a forwarded connection ends by itself, and the end of one
 * passes after its last byte. The connection closes when both have ended. After the end of the SSH
 * session, a socket gets the bytes that are on their way to it, for as long as it takes some every
 * 10 s.
 *
 * <p><b>Names.</b> A host is looked up by the system's resolver, on threads of the session, for 30
 * s at the most. All addresses of the host are tried, one after the other.
 *
 * <p><b>Ports of the server</b> ({@code -R}) listen on loopback, whatever address the client asks
 * for; see {@link Builder#gatewayPorts}. Sockets of the server are files that only their owner may
 * connect to. They go when their session ends. A file that exists is not replaced.
 *
 * <p><b>Permission.</b> The server's {@code TcpForwardingFilter} is asked. For a Unix socket it
 * gets the path in the place of the host, and port 0. MINA's {@code PortForwardingEventListener}s
 * are not told.
 */
public final class SshForwarding {

  private SshForwarding() {}

  /**
   * Begins to describe the sockets of forwarded connections.
   *
   * @param loops event loops for the sockets; the caller shuts them down
   * @return a builder of NIO sockets
   */
  public static Builder builder(EventLoopGroup loops) {
    return new Builder(loops);
  }

  /** Describes the sockets of forwarded connections, and installs forwarding. */
  public static final class Builder {
    private final EventLoopGroup loops;
    private Class<? extends Channel> tcp = NioSocketChannel.class;
    private Class<? extends ServerChannel> tcpServer = NioServerSocketChannel.class;
    private Class<? extends Channel> unix = NioDomainSocketChannel.class;
    private Class<? extends ServerChannel> unixServer = NioServerDomainSocketChannel.class;
    private Function<Path, ? extends SocketAddress> unixAddress = UnixDomainSocketAddress::of;
    private ForwardingSockets.Names names = InetAddress::getAllByName;
    private boolean gatewayPorts;

    private Builder(EventLoopGroup loops) {
      this.loops = Objects.requireNonNull(loops, "loops");
    }

    /**
     * Sets the kind of TCP sockets; that of the event loops.
     *
     * @param client connections
     * @param server listeners
     * @return this
     */
    public Builder tcp(Class<? extends Channel> client, Class<? extends ServerChannel> server) {
      tcp = Objects.requireNonNull(client, "client");
      tcpServer = Objects.requireNonNull(server, "server");
      return this;
    }

    /**
     * Sets the kind of Unix sockets; that of the event loops. Netty's NIO channels close a Unix
     * socket when its peer ends its output, so an answer to it is lost. Those of epoll do not.
     *
     * @param client connections
     * @param server listeners
     * @param address makes the address of a path
     * @return this
     */
    public Builder unix(
        Class<? extends Channel> client,
        Class<? extends ServerChannel> server,
        Function<Path, ? extends SocketAddress> address) {
      unix = Objects.requireNonNull(client, "client");
      unixServer = Objects.requireNonNull(server, "server");
      unixAddress = Objects.requireNonNull(address, "address");
      return this;
    }

    /** Sets who looks up host names, for tests. It may block. */
    Builder names(ForwardingSockets.Names names) {
      this.names = names;
      return this;
    }

    /**
     * Sets whether a client chooses the addresses that its ports listen on, as OpenSSH's {@code
     * GatewayPorts clientspecified}. The default is no: its ports are on loopback.
     *
     * @param gatewayPorts whether clients choose
     * @return this
     */
    public Builder gatewayPorts(boolean gatewayPorts) {
      this.gatewayPorts = gatewayPorts;
      return this;
    }

    /**
     * Replaces MINA's forwarding in a server's channel factories and global request handlers.
     *
     * @param server the server, before it is started
     */
    public void install(SshServer server) {
      ForwardingSockets sockets =
          new ForwardingSockets(loops, tcp, tcpServer, unix, unixServer, unixAddress, names);
      List<ChannelFactory> channels = new ArrayList<>(server.getChannelFactories());
      for (TunnelTarget.Kind kind : TunnelTarget.Kind.values()) {
        channels.removeIf(factory -> factory.getName().equals(kind.channelType()));
        channels.add(new TunnelToSocket.Factory(kind, sockets));
      }
      server.setChannelFactories(channels);
      List<RequestHandler<ConnectionService>> requests =
          new ArrayList<>(server.getGlobalRequestHandlers());
      requests.removeIf(
          handler ->
              handler instanceof TcpipForwardHandler
                  || handler instanceof CancelTcpipForwardHandler
                  || handler instanceof ForwardingRequests);
      requests.add(
          0, new ForwardingRequests(sockets, gatewayPorts)); // first: it may hold back others
      server.setGlobalRequestHandlers(requests);
    }
  }
}
