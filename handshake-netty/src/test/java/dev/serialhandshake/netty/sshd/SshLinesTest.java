// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.FakeHandshake;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.testing.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SshLinesTest extends SshUnixLineSuite {
  @RegisterExtension final Loops loops = new Loops();

  private ConnectFuture connect(Bootstrap line) throws IOException {
    return SshLines.connect(peers.client, SshPeers.USER, "localhost", line);
  }

  private static Throwable rootOfFailure(ConnectFuture connecting) {
    Throwable failure =
        assertThrows(SshException.class, () -> connecting.verify(SshPeers.DEADLINE));
    while (failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }

  /** A handshake that never comes to an end. */
  private static final class Endless extends ChannelInboundHandlerAdapter {
    final CompletableFuture<Channel> started = new CompletableFuture<>();

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      started.complete(ctx.channel());
    }
  }

  @Test
  void whyALineCannotBeOpenedIsToldFirst() throws Exception {
    Bootstrap missing =
        new Bootstrap()
            .group(peers.transport.group())
            .channel(NioDomainSocketChannel.class)
            .remoteAddress(UnixDomainSocketAddress.of(directory.resolve("missing")))
            .handler(HandshakeHandler.client());
    ConnectFuture connecting = connect(missing);
    Throwable failure =
        assertThrows(SshException.class, () -> connecting.verify(SshPeers.DEADLINE));
    Throwable cause = failure.getCause();
    assertFalse(cause instanceof HandshakeException, String.valueOf(cause));
    assertEquals(rootOfFailure(connecting), cause);
    assertTrue(failure.toString().contains(String.valueOf(cause.getMessage())), failure.toString());
  }

  @Test
  void aBootstrapWhoseInitializerMakesAHandshakeIsUsedTwice() throws Exception {
    Bootstrap line =
        peers
            .line()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(HandshakeHandler.client());
                  }
                });
    for (int use = 0; use < 2; use++) {
      try (ClientSession session = SshPeers.login(connect(line))) {
        SshPeers.execute(session, "exit 6", new byte[0], 6);
      }
    }
  }

  @Test
  void aHandshakeHandlerThatIsUsedTwiceIsNamed() throws Exception {
    Bootstrap line = peers.line().handler(HandshakeHandler.client());
    SshPeers.login(connect(line)).close();
    Throwable failure =
        assertThrows(SshException.class, () -> connect(line).verify(SshPeers.DEADLINE));
    assertTrue(failure.toString().contains("is not a @Sharable handler"), failure.toString());
  }

  @Test
  void serverBindsNoPort() throws Exception {
    SshServer server = SshServer.setUpDefaultServer();
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    try (EchoPort taken = new EchoPort()) {
      server.setHost("127.0.0.1");
      server.setPort(taken.address().getPort());
      server.start();
      assertTrue(server.isStarted());
    } finally {
      server.stop(true);
    }
  }

  @Test
  void stoppedServerLeavesItsLinesOpen() throws Exception {
    BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();
    Channel near = peers.line().handler(peers.clientLoop(connecting)).connect().sync().channel();
    SshPeers.login(take(connecting));
    Channel line = take(peers.serverLines);
    peers.server.stop(true);
    take(peers.ended);
    assertTrue(line.isOpen());
    near.close().sync();
  }

  @Test
  void stoppedServerLeavesSharedEventLoopsRunning() throws Exception {
    EventLoopGroup shared = loops.nio();
    SshServer server = SshServer.setUpDefaultServer();
    server.setIoServiceFactoryFactory(new SshLines(shared));
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    server.start();
    server.stop(true);
    assertFalse(shared.isShuttingDown());
  }

  @Test
  void sessionBeforeTheServerStartsIsRefused() {
    SshServer server = SshServer.setUpDefaultServer();
    server.setIoServiceFactoryFactory(new SshLines());
    EmbeddedChannel channel = new EmbeddedChannel(SshLines.sessions(server));
    assertFalse(channel.isOpen());
  }

  @Test
  void sessionAfterTheServerHasStoppedIsRefused() throws Exception {
    ChannelHandler sessions = SshLines.sessions(peers.server);
    peers.server.stop(true);
    EmbeddedChannel channel = new EmbeddedChannel(sessions);
    assertFalse(channel.isOpen());
  }

  @Test
  void aClientWithLinesConnectsToAnAddressOfTheNetworkToo() throws Exception {
    SshServer other = SshServer.setUpDefaultServer();
    other.setKeyPairProvider(peers.server.getKeyPairProvider()); // no other is accepted
    other.setHost("127.0.0.1");
    other.start();
    try {
      ClientSession session =
          peers
              .client
              .connect(SshPeers.USER, "127.0.0.1", other.getPort())
              .verify(SshPeers.DEADLINE)
              .getSession();
      // The server's key has been accepted then, so nothing else can end the session.
      Set<ClientSessionEvent> events =
          session.waitFor(
              EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED),
              SshPeers.DEADLINE);
      assertFalse(events.contains(ClientSessionEvent.CLOSED));
      assertTrue(events.contains(ClientSessionEvent.WAIT_AUTH));
      session.close(true);
    } finally {
      other.stop(true);
    }
  }

  @Test
  void noConfigurationOfTheUserIsConsulted() throws Exception {
    peers.client.setHostConfigEntryResolver(
        (host, port, address, user, proxy, context) -> {
          throw new IOException("consulted for " + host);
        });
    peers.login().close();
  }

  @Test
  void serverAndClientWithoutLinesAreRefused() {
    SshServer server = SshServer.setUpDefaultServer();
    assertThrows(IllegalStateException.class, () -> SshLines.sessions(server));
    SshClient client = SshClient.setUpDefaultClient();
    assertThrows(
        IllegalStateException.class,
        () -> SshLines.connect(client, SshPeers.USER, "localhost", peers.line()));
  }

  @Test
  void sessionDoesNotExistBeforeTheLineIsInSync() throws Exception {
    Endless handshake = new Endless();
    ConnectFuture connecting = connect(peers.line().handler(handshake));
    Channel line = handshake.started.get(30, TimeUnit.SECONDS);
    take(peers.serverLines);
    assertFalse(connecting.isDone());
    assertEquals(0, peers.server.getActiveSessions().size());
    line.close().sync();
    assertInstanceOf(EOFException.class, rootOfFailure(connecting));
  }

  @Test
  void failedHandshakeFailsTheConnection() throws Exception {
    IOException cause = new IOException("peer silent");
    ConnectFuture connecting =
        connect(
            peers
                .line()
                .handler(
                    new ChannelDuplexHandler() {
                      @Override
                      public void channelActive(ChannelHandlerContext ctx) {
                        ctx.fireExceptionCaught(cause);
                        ctx.close();
                      }
                    }));
    assertSame(cause, rootOfFailure(connecting));
  }

  @Test
  void lineThatCannotBeOpenedFailsTheConnection() throws Exception {
    Path nothing = directory.resolve("nothing");
    ConnectFuture connecting =
        connect(peers.line().remoteAddress(UnixDomainSocketAddress.of(nothing)));
    assertInstanceOf(IOException.class, rootOfFailure(connecting));
  }

  @Test
  void sessionChannelThatHasEndedFailsTheConnection() throws Exception {
    CompletableFuture<SessionChannel> started = new CompletableFuture<>();
    EmbeddedChannel line =
        new EmbeddedChannel(
            new SessionLoopHandler(
                FakeHandshake::new,
                new ChannelInitializer<SessionChannel>() {
                  @Override
                  protected void initChannel(SessionChannel session) {
                    started.complete(session);
                  }
                }));
    line.writeInbound(Unpooled.wrappedBuffer(new byte[] {'!'}));
    SessionChannel session = started.join();
    session.close();
    ConnectFuture connecting = SshLines.connect(peers.client, SshPeers.USER, "localhost", session);
    assertInstanceOf(ClosedChannelException.class, rootOfFailure(connecting));
    line.finishAndReleaseAll();
  }

  @Test
  void cancelledConnectionClosesTheLine() throws Exception {
    Endless handshake = new Endless();
    ConnectFuture connecting = connect(peers.line().handler(handshake));
    Channel line = handshake.started.get(30, TimeUnit.SECONDS);
    connecting.cancel();
    assertTrue(line.closeFuture().await(30, TimeUnit.SECONDS));
    assertTrue(connecting.isCanceled());
  }

  @Test
  void stoppedClientClosesLinesThatStillShakeHands() throws Exception {
    Endless handshake = new Endless();
    ConnectFuture connecting = connect(peers.line().handler(handshake));
    Channel line = handshake.started.get(30, TimeUnit.SECONDS);
    peers.client.stop();
    assertTrue(line.closeFuture().await(30, TimeUnit.SECONDS));
    assertFalse(connecting.isConnected());
  }

  @Test
  void closedSessionOfAClientClosesItsLine() throws Exception {
    ClientSession session = peers.login();
    Channel line = take(peers.serverLines);
    session.close(false).await(SshPeers.DEADLINE);
    assertTrue(line.closeFuture().await(30, TimeUnit.SECONDS));
  }

  @Test
  void aSessionOnAChannelThatDoesNotReadMayBeginLaterAndOnAnyThread() throws Exception {
    CompletableFuture<SessionChannel> inSync = new CompletableFuture<>();
    Channel line =
        peers
            .line()
            .handler(
                new SessionLoopHandler(
                    HandshakeHandler::client,
                    new ChannelInitializer<SessionChannel>() {
                      @Override
                      protected void initChannel(SessionChannel session) {
                        session.config().setAutoRead(false);
                        inSync.complete(session);
                      }
                    }))
            .connect()
            .sync()
            .channel();
    SessionChannel channel = inSync.get(30, TimeUnit.SECONDS);
    ClientSession session =
        SshPeers.login(SshLines.connect(peers.client, SshPeers.USER, "localhost", channel));
    SshPeers.execute(session, "exit 4", new byte[0], 4);
    line.close().sync();
  }

  /** The keep-alive would take a minute longer than this waits. */
  @Test
  void disconnectEndsTheServersSessionThoughTheLineStaysOpen() throws Exception {
    BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();
    Channel line = peers.line().handler(peers.clientLoop(connecting)).connect().sync().channel();
    ClientSession session = SshPeers.login(take(connecting));
    session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "done");
    take(peers.ended);
    assertTrue(line.isOpen());
    SshPeers.login(take(connecting));
    line.close().sync();
  }

  @Test
  void serverRunsDirectlyOnALineThatEndsWithItsSession() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("direct"));
    Channel listener =
        new ServerBootstrap()
            .group(peers.transport.group())
            .channel(NioServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel line) {
                    line.pipeline()
                        .addLast(HandshakeHandler.server(), SshLines.sessions(peers.server));
                  }
                })
            .bind(address)
            .sync()
            .channel();
    Bootstrap line = peers.line().remoteAddress(address).handler(HandshakeHandler.client());
    try (ClientSession session = SshPeers.login(connect(line))) {
      SshPeers.execute(session, "exit 5", new byte[0], 5);
      peers.server.getActiveSessions().get(0).close(true);
      assertTrue(session.close(false).await(SshPeers.DEADLINE));
    }
    listener.close().sync();
  }
}
