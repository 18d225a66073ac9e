// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plain sshd-netty does over TCP, on a line that stays open. */
class SshNeighboursTest {
  @TempDir Path directory;
  private SshPeers peers;
  private Channel line;
  private final BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    peers = new SshPeers(Transports.UNIX, directory, Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() throws Exception {
    peers.close();
  }

  private ClientSession loginOnALineThatStaysOpen() throws Exception {
    line = peers.line().handler(peers.clientLoop(connecting)).connect().sync().channel();
    return SshPeers.login(take(connecting));
  }

  private void assertEnds(ClientSession session) throws Exception {
    Set<ClientSessionEvent> seen =
        session.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), SshPeers.DEADLINE);
    assertTrue(seen.contains(ClientSessionEvent.CLOSED), seen.toString());
    assertTrue(line.isOpen());
    line.close().sync();
  }

  @Test
  void aSessionThatTheServerClosesEndsForTheClientToo() throws Exception {
    ClientSession session = loginOnALineThatStaysOpen();
    peers.server.getActiveSessions().get(0).close(false);
    assertEnds(session);
  }

  @Test
  void aSessionThatTheServerClosesAtOnceEndsForTheClientToo() throws Exception {
    ClientSession session = loginOnALineThatStaysOpen();
    peers.server.getActiveSessions().get(0).close(true);
    assertEnds(session);
  }

  @Test
  void aServerThatStopsEndsItsSessionsForTheClientsToo() throws Exception {
    ClientSession session = loginOnALineThatStaysOpen();
    peers.server.stop(true);
    assertEnds(session);
  }

  @Test
  void aSessionThatTheClientClosesEndsForTheServerToo() throws Exception {
    ClientSession session = loginOnALineThatStaysOpen();
    session.close(false);
    take(peers.ended); // the keep-alive would take a minute
    SshPeers.login(take(connecting)).close(true);
    line.close().sync();
  }

  @Test
  void theListenerOfTheServiceMayRefuse() throws Exception {
    IOException refusal = new IOException("not today");
    SshServer server = SshServer.setUpDefaultServer();
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    BlockingQueue<Throwable> aborted = new LinkedBlockingQueue<>();
    server.setIoServiceEventListener(
        new IoServiceEventListener() {
          @Override
          public void connectionAccepted(
              IoAcceptor acceptor, SocketAddress local, SocketAddress remote, SocketAddress service)
              throws IOException {
            throw refusal;
          }

          @Override
          public void abortAcceptedConnection(
              IoAcceptor acceptor,
              SocketAddress local,
              SocketAddress remote,
              SocketAddress service,
              Throwable reason) {
            aborted.add(reason);
          }
        });
    server.start();
    try {
      EmbeddedChannel refused = new EmbeddedChannel(SshLines.sessions(server));
      assertFalse(refused.isOpen());
      assertSame(refusal, take(aborted));
      assertSame(refusal, assertThrows(IOException.class, refused::checkException));
      assertEquals(0, server.getActiveSessions().size());
    } finally {
      server.stop(true);
    }
  }

  @Test
  void aKeyThatWasAcceptedOnALineIsKnownFromThenOn() throws Exception {
    Path known = directory.resolve("known_hosts");
    AtomicInteger unknown = new AtomicInteger();
    peers.client.setServerKeyVerifier(
        new KnownHostsServerKeyVerifier(
            (session, address, key) -> {
              unknown.incrementAndGet();
              return true;
            },
            known));
    for (int login = 0; login < 2; login++) {
      SshPeers.login(
              SshLines.connect(
                  peers.client,
                  SshPeers.USER,
                  "/dev/board 1*",
                  peers.line().handler(HandshakeHandler.client())))
          .close(true);
    }
    assertEquals(1, unknown.get());
    String entry = Files.readString(known);
    assertTrue(entry.contains("%2Fdev%2Fboard%201%2A"), entry);
  }

  @Test
  void aListenerSeesThePortAndTheContextOfTheConnection() throws Exception {
    AttributeRepository.AttributeKey<String> board = new AttributeRepository.AttributeKey<>();
    ClientSession session =
        SshPeers.login(
            SshLines.connect(
                peers.client,
                new HostConfigEntry("", "board", 2022, SshPeers.USER),
                AttributeRepository.ofKeyValuePair(board, "board-7"),
                peers.line().handler(HandshakeHandler.client())));
    assertEquals("board-7", session.getConnectionContext().getAttribute(board));
    assertEquals(2022, ((InetSocketAddress) session.getConnectAddress()).getPort());
    session.close(true);
  }
}
