// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.netty.NettyIoServiceFactoryFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** A server and a client of MINA: as plain sshd-netty has them, or at the ends of a line. */
final class MinaPair implements AutoCloseable {
  /** What is between the two. */
  enum Kind {
    /** A TCP connection, and nothing of this project. */
    PLAIN,
    /** A line with a handshake, which stays open when its session ends. */
    LINE
  }

  /** The server's end of a line keeps few bytes that its client does not read. */
  static final int MORE_THAN_A_LINE_TAKES = 64 * 1024;

  private static final int SEND_BUFFER = 8 * 1024;

  private static final KeyPair HOST_KEY = SshPeers.newKey();
  private static final KeyPair CLIENT_KEY = SshPeers.newKey();

  final SshServer server = SshServer.setUpDefaultServer();
  final SshClient client = SshClient.setUpDefaultClient();

  /** Sessions of the server that have ended, in order. */
  final BlockingQueue<Session> ended = new LinkedBlockingQueue<>();

  private final Kind kind;
  private final Path directory;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private @Nullable Transport lines;

  /**
   * Sets both up; they do not run yet.
   *
   * @param directory for the socket of the line
   */
  MinaPair(Kind kind, Path directory) {
    this.kind = kind;
    this.directory = directory;
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(HOST_KEY));
    server.setPublickeyAuthenticator((user, key, session) -> true);
    server.setCommandFactory(TestCommand::new);
    server.setShellFactory(TestShell::new);
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionClosed(Session session) {
            ended.add(session);
          }
        });
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(CLIENT_KEY));
    client.setServerKeyVerifier((session, address, key) -> true);
    if (kind == Kind.LINE) {
      server.setIoServiceFactoryFactory(new SshLines(loops));
      client.setIoServiceFactoryFactory(new SshLines(loops));
    } else {
      server.setIoServiceFactoryFactory(new NettyIoServiceFactoryFactory(loops));
      client.setIoServiceFactoryFactory(new NettyIoServiceFactoryFactory(loops));
    }
  }

  /** Starts both. */
  void start() throws Exception {
    server.start();
    client.start();
    if (kind == Kind.LINE) {
      lines = Transports.UNIX.open(directory);
      lines.serve(
          new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel line) {
              line.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
              line.pipeline().addLast(SshLines.loop(server));
            }
          });
    }
  }

  ConnectFuture connect(@Nullable AttributeRepository context) throws Exception {
    if (lines == null) {
      return client.connect(
          new HostConfigEntry("", "127.0.0.1", server.getPort(), "user"), context, null);
    }
    HostConfigEntry host = new HostConfigEntry("", "board", 2022, "user");
    CompletableFuture<ConnectFuture> connecting = new CompletableFuture<>();
    SessionLoopHandler loop =
        new SessionLoopHandler(
            HandshakeHandler::client,
            new ChannelInitializer<SessionChannel>() {
              @Override
              protected void initChannel(SessionChannel session) throws Exception {
                session.parent().pipeline().get(SessionLoopHandler.class).pause(); // one is enough
                connecting.complete(SshLines.connect(client, host, context, session));
              }
            });
    lines.clientEnd().handler(loop).connect().sync();
    return connecting.get(SshPeers.DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  ClientSession login() throws Exception {
    return SshPeers.login(connect(null));
  }

  @Override
  public void close() throws IOException {
    client.stop();
    server.stop(true);
    if (lines != null) {
      lines.close();
    }
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
