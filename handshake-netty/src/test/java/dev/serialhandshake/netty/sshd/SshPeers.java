// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An SSH server and an SSH client with keys of their own, and the lines between them. */
final class SshPeers implements AutoCloseable {
  /** Only serves to fail. */
  static final Duration DEADLINE = Duration.ofSeconds(30);

  static final Duration LOGIN_STEP = Duration.ofSeconds(30);

  static final String USER = "operator";

  final SshServer server = SshServer.setUpDefaultServer();
  final SshClient client = SshClient.setUpDefaultClient();
  final KeyPair clientKey = newKey();
  final Transport transport;

  /** Sessions of the server that have ended, in order. */
  final BlockingQueue<Session> ended = new LinkedBlockingQueue<>();

  /** The server's ends of its lines. */
  final BlockingQueue<Channel> serverLines = new LinkedBlockingQueue<>();

  /** Looks up the hosts that a client names. */
  volatile ForwardingSockets.Names names = InetAddress::getAllByName;

  private final EventLoopGroup forwarding =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final KeyPair hostKey = newKey();
  private final Channel served;

  /** Likewise, in real time. */
  SshPeers(Transport.Kind kind, Path directory, Duration keepAlive) throws Exception {
    this(kind, directory, keepAlive, System::nanoTime);
  }

  /**
   * Starts both and serves lines.
   *
   * @param kind the kind of line
   * @param directory for the socket, and what SFTP shows
   * @param keepAlive between two requests of the server
   * @param loginClock by which a login may take {@link #LOGIN_STEP} for a step
   */
  SshPeers(Transport.Kind kind, Path directory, Duration keepAlive, LongSupplier loginClock)
      throws Exception {
    transport = kind.open(directory);
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (user, key, session) ->
            user.equals(USER) && KeyUtils.compareKeys(key, clientKey.getPublic()));
    server.setCommandFactory(TestCommand::new);
    server.setShellFactory(TestShell::new);
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.setFileSystemFactory(new VirtualFileSystemFactory(directory));
    server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionClosed(Session session) {
            ended.add(session);
          }
        });
    SshForwarding.builder(forwarding).names(host -> names.lookUp(host)).install(server);
    SshKeepAlive.install(server, keepAlive, 2);
    server.setSessionFactory(
        new ServedSession.Factory(server, LOGIN_STEP, keepAlive.multipliedBy(3), loginClock));
    server.start();

    client.setIoServiceFactoryFactory(new SshLines());
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY); // not the developer's
    client.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(clientKey));
    client.setServerKeyVerifier(
        (session, address, key) -> KeyUtils.compareKeys(key, hostKey.getPublic()));
    client.start();

    served =
        transport.serve(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel line) {
                serverLines.add(line);
                line.pipeline().addLast(SshLines.loop(server));
              }
            });
  }

  static KeyPair newKey() {
    try {
      return KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Describes a line to the server without any handlers yet. */
  Bootstrap line() {
    return transport.clientEnd();
  }

  /** Opens a line and logs in on it; closing the session closes the line. */
  ClientSession login() throws Exception {
    return login(
        SshLines.connect(client, USER, "localhost", line().handler(HandshakeHandler.client())));
  }

  static ClientSession login(ConnectFuture connecting) throws Exception {
    ClientSession session = connecting.verify(DEADLINE).getSession();
    session.auth().verify(DEADLINE);
    return session;
  }

  /** A loop for the client's end of a line; every handshake on it yields one element. */
  SessionLoopHandler clientLoop(BlockingQueue<ConnectFuture> connecting) {
    return new SessionLoopHandler(
        HandshakeHandler::client,
        new ChannelInitializer<SessionChannel>() {
          @Override
          protected void initChannel(SessionChannel session) throws Exception {
            connecting.add(SshLines.connect(client, USER, "localhost", session));
          }
        });
  }

  /** Executes a command on the server and returns its output; fails on another exit code. */
  static byte[] execute(ClientSession session, String command, byte[] input, int exit)
      throws IOException {
    try (ChannelExec channel = session.createExecChannel(command)) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      channel.setIn(new ByteArrayInputStream(input));
      channel.setOut(output);
      channel.setErr(OutputStream.nullOutputStream());
      channel.open().verify(DEADLINE);
      var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE);
      assertTrue(events.contains(ClientChannelEvent.CLOSED), events.toString());
      assertEquals(exit, channel.getExitStatus());
      return output.toByteArray();
    }
  }

  /** Runs a {@link TestShell}: it learns the size of its terminal, and each new one. */
  static void useShellOnATerminal(ClientSession session) throws IOException {
    try (ChannelShell shell = session.createShellChannel()) {
      shell.setPtyType("vt100");
      shell.setPtyColumns(80);
      shell.setPtyLines(24);
      shell.setRedirectErrorStream(true);
      shell.open().verify(DEADLINE);
      BufferedReader out = new BufferedReader(new InputStreamReader(shell.getInvertedOut(), UTF_8));
      assertEquals("vt100 80x24", out.readLine());
      shell.sendWindowChange(132, 43);
      assertEquals("132x43", out.readLine());
      shell.getInvertedIn().write("exit 9\n".getBytes(UTF_8));
      shell.getInvertedIn().flush();
      shell.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE);
      assertEquals(9, shell.getExitStatus());
    }
  }

  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("nothing came in " + DEADLINE);
    }
    return taken;
  }

  @Override
  public void close() throws IOException {
    client.stop();
    server.stop(true);
    served.close().syncUninterruptibly();
    transport.close(); // and with its event loop all lines
    forwarding.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
