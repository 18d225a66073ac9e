// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.internal.LineAddresses;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.Objects;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.helpers.AbstractFactoryManager;
import org.apache.sshd.common.io.AbstractIoServiceFactoryFactory;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@link SshServer} and {@link SshClient} of Apache MINA SSHD on lines: serial ports, Unix
 * sockets and TCP connections, after the handshake.
 *
 * <p><b>A server.</b> Its start opens no port. You open the lines, and they stay open when the
 * server stops. They answer SYNs while the server runs, and none before its start or after its
 * stop; a client that goes on asking gets in when the server has started. A server of MINA's cannot
 * be started again: give the line the loop of a new server in place of the old one.
 *
 * <pre>{@code
 * SshServer ssh = SshServer.setUpDefaultServer(); // and host key, authenticators ...
 * ssh.setIoServiceFactoryFactory(new SshLines());
 * ssh.start();
 * line.pipeline().addLast(SshLines.loop(ssh));
 * }</pre>
 *
 * <p><b>A client.</b> The {@code Bootstrap} may be used again, because its initializer makes a new
 * handshake handler for each line. When the session closes, the line closes. Over TCP, MINA sends
 * nothing when it closes a session, because the peer sees the end of the connection. A serial port
 * has no such end, so on a line each end that closes its session sends SSH_MSG_DISCONNECT.
 *
 * <pre>{@code
 * SshClient ssh = SshClient.setUpDefaultClient();
 * ssh.setIoServiceFactoryFactory(new SshLines());
 * ssh.start();
 * Bootstrap line = new Bootstrap().group(loops).channel(NioDomainSocketChannel.class)
 *     .remoteAddress(UnixDomainSocketAddress.of("/run/board.sock"))
 *     .handler(new ChannelInitializer<Channel>() {
 *       protected void initChannel(Channel channel) {
 *         channel.pipeline().addLast(HandshakeHandler.client());
 *       }
 *     });
 * ClientSession session =
 *     SshLines.connect(ssh, "root", "board", line).verify(timeout).getSession();
 * }</pre>
 *
 * <p><b>A server that died</b> is not seen on a line. So a client has the keep-alive of {@link
 * SshKeepAlive}: if the server answers none of three requests within two minutes, the session ends.
 * A heartbeat that you set for the client, or switch off, is left as it is. Before the login,
 * MINA's {@code AUTH_TIMEOUT} holds.
 *
 * <p><b>Addresses.</b> The local and the remote address of an {@code IoSession} say which line a
 * session runs on, and in a server {@code getAcceptanceAddress()} does so too. They are Internet
 * addresses. If the line has none, the host is the name of the line. The {@code
 * getConnectAddress()} of a client's session is another thing: the host and port that were given to
 * {@code connect}, for which {@code known_hosts} is searched.
 *
 * <p><b>Threads.</b> An SSH session starts, with its timers, when its line is in sync. It runs on
 * the event loop of its line. MINA's other settings are not changed.
 *
 * <p><b>Forwarded ports</b> ({@code -L}, {@code -R}, {@code -D}) are TCP on event loops of their
 * own. The reason: MINA binds the port of {@code -R} while it handles a message, and waits for that
 * on the event loop of the line. Netty refuses to wait for a channel of the same loop, and the
 * client would be told that forwarding is denied. In a server, use {@link SshForwarding} in place
 * of MINA's forwarding: it waits for nothing, and ends each direction by itself. The forwards of a
 * MINA client ({@code startLocalPortForwarding}) are MINA's own, on a line as over TCP. They close
 * a connection when one of its directions has ended. So a program that ends its output first may
 * lose the answer.
 */
public final class SshLines extends AbstractIoServiceFactoryFactory {
  private final @Nullable EventLoopGroup forwarding;

  /**
   * Creates a factory with event loops of its own for forwarded ports, which end with the server.
   */
  public SshLines() {
    super(null);
    forwarding = null;
  }

  /**
   * Creates a factory that shares event loops for forwarded ports.
   *
   * @param forwarding NIO event loops, none of which serves a line; the caller shuts them down
   */
  public SshLines(EventLoopGroup forwarding) {
    super(null);
    this.forwarding = Objects.requireNonNull(forwarding, "forwarding");
  }

  /**
   * Returns a handler that serves a line for as long as it is open: one handshake and session after
   * the other, as {@link HandshakeHandlerSettings#forServedLine(ClientBegins)} says for SSH. Add it
   * last to the line. While the server does not run, the handler is {@linkplain
   * SessionLoopHandler#pause() paused}, and no SYN is answered; a server that starts later serves
   * the line from then on.
   *
   * @param server a server with an {@code SshLines}. {@link SshKeepAlive} frees the line of clients
   *     that died
   * @return a handler for one line
   * @throws IllegalStateException if the server has another {@code IoServiceFactoryFactory}, or has
   *     been stopped
   */
  public static SessionLoopHandler loop(SshServer server) {
    HandshakeHandlerSettings served = HandshakeHandlerSettings.forServedLine(ClientBegins.SSH);
    SessionLoopHandler loop =
        new SessionLoopHandler(() -> HandshakeHandler.server(served), sessions(server));
    factory(server).loops().add(loop);
    return loop;
  }

  /**
   * Returns a handler that makes a session of a server of each channel that it is added to. Use it
   * as the session handler of a {@code SessionLoopHandler}. Or add it after a handshake handler,
   * for a line that ends with its session; such a line is closed when the server stops, and at once
   * if the server does not run. A loop of your own goes on shaking hands after the server has
   * stopped, unless you {@linkplain SessionLoopHandler#pause() pause} it; its clients are told that
   * the session is closed.
   *
   * @param server a server with an {@code SshLines}; it must be started before the first session
   * @return a sharable handler
   * @throws IllegalStateException if the server has another {@code IoServiceFactoryFactory}, or has
   *     been stopped
   */
  public static ChannelHandler sessions(SshServer server) {
    LineServiceFactory factory = factory(server);
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        try {
          factory.acceptor().accept(channel);
        } catch (IllegalStateException e) { // also when the server stops at this moment
          var unused = channel.writeAndFlush(LastWords.withIdent());
          throw e;
        }
      }
    };
  }

  /**
   * Opens a line, and starts a session of a client on it when it is in sync. The {@code
   * ~/.ssh/config} of the user is not read: user, host and line are those given. MINA's own {@code
   * SshClient.connect(user, host, port)} does read it, and refuses a file that has a path for a
   * {@code Host}; {@code client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY)} turns
   * that off.
   *
   * @param client a started client with an {@code SshLines}
   * @param user the name to log in with
   * @param host the name under which the peer's host key is known; MINA resolves it on the calling
   *     thread but does not use the address
   * @param line how to open the line, with its remote address; its handler is added before the
   *     session and has to hold back {@code channelActive} until the line is in sync, as a
   *     handshake handler does. A {@code HandshakeHandler} serves one line, so a {@code Bootstrap}
   *     that is used again needs a {@code ChannelInitializer} that makes a new one
   * @return completes with the session; fails if the line cannot be opened or the handshake fails;
   *     cancelling it closes the line
   * @throws IOException if the client refuses the arguments
   * @throws IllegalStateException if the client has another {@code IoServiceFactoryFactory}
   */
  public static ConnectFuture connect(SshClient client, String user, String host, Bootstrap line)
      throws IOException {
    return connect(client, user, host, handler -> LineTarget.open(line, handler));
  }

  /**
   * Opens a line, and starts a session of a client on it when it is in sync, for a host with a
   * port, identities or properties of its own, and with attributes for the client's listeners.
   *
   * @param client a started client with an {@code SshLines}
   * @param host under whose name and port the peer's host key is known; its proxies are not used
   * @param context what {@code ClientSession.getConnectionContext()} is to have; may be null
   * @param line how to open the line, as {@link #connect(SshClient, String, String, Bootstrap)}
   *     says
   * @return as there
   * @throws IOException if the client refuses the arguments
   * @throws IllegalStateException if the client has another {@code IoServiceFactoryFactory}
   */
  public static ConnectFuture connect(
      SshClient client, HostConfigEntry host, @Nullable AttributeRepository context, Bootstrap line)
      throws IOException {
    return connect(client, host, context, handler -> LineTarget.open(line, handler));
  }

  /**
   * Starts a session of a client on a line that is in sync, for a host with a port, identities or
   * properties of its own, and with attributes for the client's listeners.
   *
   * @param client a started client with an {@code SshLines}
   * @param host under whose name and port the peer's host key is known; its proxies are not used
   * @param context what {@code ClientSession.getConnectionContext()} is to have; may be null
   * @param session as {@link #connect(SshClient, String, String, SessionChannel)} says
   * @return as there
   * @throws IOException if the client refuses the arguments
   * @throws IllegalStateException if the client has another {@code IoServiceFactoryFactory}
   */
  public static ConnectFuture connect(
      SshClient client,
      HostConfigEntry host,
      @Nullable AttributeRepository context,
      SessionChannel session)
      throws IOException {
    return connect(client, host, context, handler -> LineTarget.start(session, handler));
  }

  /**
   * Starts a session of a client on a line that is in sync. Closing the session closes the channel
   * but not the line. No {@code ~/.ssh/config} is read, as with {@link #connect(SshClient, String,
   * String, Bootstrap)}.
   *
   * @param client a started client with an {@code SshLines}
   * @param user the name to log in with
   * @param host the name under which the peer's host key is known; MINA resolves it on the calling
   *     thread but does not use the address
   * @param session a channel that has not read anything: call this while it is initialized, or
   *     switch its auto-read off then; it is switched on here
   * @return completes with the session; cancelling it closes the channel
   * @throws IOException if the client refuses the arguments
   * @throws IllegalStateException if the client has another {@code IoServiceFactoryFactory}
   */
  public static ConnectFuture connect(
      SshClient client, String user, String host, SessionChannel session) throws IOException {
    return connect(client, user, host, handler -> LineTarget.start(session, handler));
  }

  /**
   * Starts a session of a client on a link. It goes on when the line of the link was lost and is
   * back.
   *
   * @param client a started client with an {@code SshLines}
   * @param user the name to log in with
   * @param host the name under which the peer's host key is known
   * @param session as {@link #connect(SshClient, String, String, SessionChannel)} says
   * @return completes with the session; cancelling it closes the link
   * @throws IOException if the client refuses the arguments
   * @throws IllegalStateException if the client has another {@code IoServiceFactoryFactory}
   */
  public static ConnectFuture connect(
      SshClient client, String user, String host, LinkChannel session) throws IOException {
    return connect(client, user, host, handler -> LineTarget.start(session, handler));
  }

  private static ConnectFuture connect(
      SshClient client, String user, String host, LineTarget target) throws IOException {
    return connect(
        client, new HostConfigEntry("", host, SshConstants.DEFAULT_PORT, user), null, target);
  }

  private static ConnectFuture connect(
      SshClient client,
      HostConfigEntry host,
      @Nullable AttributeRepository context,
      LineTarget target)
      throws IOException {
    factory(client); // the client has an SshLines, or MINA would open a TCP connection to the host
    return client.connect(known(host), new LineContext(target, context), null);
  }

  /** The same host, under a name that a known_hosts file can hold. */
  private static HostConfigEntry known(HostConfigEntry host) {
    HostConfigEntry known =
        new HostConfigEntry(
            host.getHost(),
            LineAddresses.hostName(host.getHostName()),
            host.getPort(),
            host.getUsername());
    known.setIdentities(host.getIdentities());
    known.setIdentitiesOnly(host.isIdentitiesOnly());
    known.setProperties(host.getProperties());
    return known;
  }

  /**
   * Returns the channel that a session runs on: a {@code SessionChannel} whose parent is the line,
   * or the line itself.
   *
   * @param session a session that has begun
   * @return the channel, which may be closed
   * @throws IllegalArgumentException if the session does not run on a line
   */
  public static Channel channel(Session session) {
    if (session.getIoSession() instanceof LineIoSession line) {
      return line.channel();
    }
    throw new IllegalArgumentException("not on a line: " + session);
  }

  private static LineServiceFactory factory(AbstractFactoryManager manager) {
    if (manager.isClosing()) { // otherwise MINA would make a new factory, which nobody closes
      throw new IllegalStateException(manager + " has been stopped");
    }
    if (manager.getIoServiceFactoryFactory() instanceof SshLines
        && manager.getIoServiceFactory() instanceof LineServiceFactory factory) {
      return factory;
    }
    throw new IllegalStateException(
        manager + " does not run on lines: call setIoServiceFactoryFactory(new SshLines()) first");
  }

  @Override
  public IoServiceFactory create(FactoryManager manager) {
    LineServiceFactory factory =
        forwarding == null
            ? new LineServiceFactory(manager, newForwarding(), true)
            : new LineServiceFactory(manager, forwarding, false);
    factory.setIoServiceEventListener(manager.getIoServiceEventListener());
    return factory;
  }

  private static EventLoopGroup newForwarding() {
    return new MultiThreadIoEventLoopGroup(
        new DefaultThreadFactory("ssh-forwarding", true), NioIoHandler.newFactory());
  }
}
