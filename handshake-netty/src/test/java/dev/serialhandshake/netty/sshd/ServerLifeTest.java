// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A line before its server starts, while it runs, and after it has stopped. */
class ServerLifeTest {
  private final SshServer server = newServer();
  private final EmbeddedChannel line = new EmbeddedChannel();

  private static SshServer newServer() {
    SshServer server = SshServer.setUpDefaultServer();
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    return server;
  }

  @BeforeEach
  void freeze() {
    line.freezeTime();
  }

  @AfterEach
  void stop() throws IOException {
    line.finishAndReleaseAll();
    server.stop(true);
  }

  private void reads(int... bytes) {
    ByteBuf read = Unpooled.buffer();
    for (int octet : bytes) {
      read.writeByte(octet);
    }
    line.writeInbound(read);
  }

  private ByteBuf output() {
    line.runPendingTasks();
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf out; (out = line.readOutbound()) != null; out.release()) {
      all.writeBytes(out);
    }
    return all;
  }

  private void assertAnswersNoSyn() {
    output();
    reads(0x16, 0xb0);
    line.advanceTimeBy(1, TimeUnit.MINUTES);
    line.runScheduledPendingTasks();
    assertEquals(0, output().readableBytes());
    assertTrue(line.isOpen());
  }

  private void shakeHands() {
    output();
    reads(0x16, 0xb0);
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
    ByteBuf synAck = output();
    assertEquals(0x06, synAck.getByte(0));
    reads(0x06, synAck.getUnsignedByte(2) + 1);
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
  }

  private void assertServes(SshServer server) {
    shakeHands();
    line.writeInbound(Unpooled.copiedBuffer("SSH-2.0-test\r\n", StandardCharsets.US_ASCII));
    assertEquals(1, server.getActiveSessions().size());
    assertTrue(output().toString(StandardCharsets.US_ASCII).contains("SSH-2.0-"));
  }

  private void assertTellsThatTheSessionIsClosed() {
    ByteBuf said = output();
    String ident = "SSH-2.0-serial-handshake\r\n";
    int at = said.toString(StandardCharsets.ISO_8859_1).indexOf(ident);
    assertTrue(at >= 0, said.toString(StandardCharsets.ISO_8859_1));
    said.skipBytes(at + ident.length());
    assertEquals(said.readableBytes() - 4, said.readInt());
    assertEquals(0, (said.readableBytes() + 4) % 8);
    assertTrue(said.readByte() >= 4, "padding");
    assertEquals(SshConstants.SSH_MSG_DISCONNECT, said.readByte());
    assertEquals(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, said.readInt());
  }

  @Test
  void noSynIsAnsweredBeforeTheServerHasStartedAndThenTheLineIsServed() throws IOException {
    line.pipeline().addLast(SshLines.loop(server));
    assertAnswersNoSyn();
    server.start();
    assertServes(server);
  }

  @Test
  void noSynIsAnsweredAfterTheServerHasStopped() throws IOException {
    server.start();
    line.pipeline().addLast(SshLines.loop(server));
    server.stop(true);
    assertAnswersNoSyn();
  }

  @Test
  void theHandshakeThatIsUnderWayWhenTheServerStopsIsAbandoned() throws IOException {
    server.start();
    line.pipeline().addLast(SshLines.loop(server));
    reads(0x16, 0xb0);
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
    int nonce = output().getUnsignedByte(2);
    server.stop();
    reads(0x06, nonce + 1);
    assertAnswersNoSyn();
  }

  /** It has the final ACK, and the server waits for its first byte. */
  @Test
  void aClientThatIsInSyncWhenTheServerStopsIsToldSo() throws IOException {
    server.start();
    line.pipeline().addLast(SshLines.loop(server));
    shakeHands();
    output(); // the final ACK
    server.stop();
    assertTellsThatTheSessionIsClosed();
    assertAnswersNoSyn();
  }

  @Test
  void theNextServerMayHaveTheLineOfAServerThatHasStopped() throws IOException {
    server.start();
    line.pipeline().addLast(SshLines.loop(server));
    server.stop(true);
    SshServer next = newServer();
    next.start();
    line.pipeline().replace(SessionLoopHandler.class, null, SshLines.loop(next));
    assertServes(next);
    next.stop(true);
  }

  @Test
  void aServerThatHasStoppedIsGivenNoLine() throws IOException {
    server.start();
    server.stop(true);
    assertThrows(IllegalStateException.class, () -> SshLines.loop(server));
    assertThrows(IllegalStateException.class, () -> SshLines.sessions(server));
  }

  @Test
  void aClientThatHasStoppedIsGivenNoLine() {
    SshClient client = SshClient.setUpDefaultClient();
    client.setIoServiceFactoryFactory(new SshLines());
    client.start();
    client.stop();
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> SshLines.connect(client, "user", "board", (SessionChannel) null));
    assertTrue(refused.getMessage().contains("has been stopped"), refused.getMessage());
  }

  /** In a loop of the user's own, which goes on when the server has stopped. */
  @Test
  void aClientWhoseSessionNobodyServesIsToldSo() throws IOException {
    server.start();
    line.pipeline()
        .addLast(new SessionLoopHandler(HandshakeHandler::server, SshLines.sessions(server)));
    server.stop(true);
    shakeHands();
    assertTellsThatTheSessionIsClosed();
    assertTrue(line.isOpen());
  }

  @Test
  void aLineThatEndsWithItsSessionClosesWithTheServerThoughItIsNotInSync() throws IOException {
    server.start();
    Channel waiting =
        new EmbeddedChannel(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelActive(ChannelHandlerContext ctx) {
                // Not yet.
              }
            },
            SshLines.sessions(server));
    assertTrue(waiting.isOpen());
    server.stop(true);
    ((EmbeddedChannel) waiting).runPendingTasks();
    assertFalse(waiting.isOpen());
    assertNull(((EmbeddedChannel) waiting).readOutbound());
  }

  /** As a TCP server is reached as long as one of its ports is bound. */
  @Test
  void theLineIsServedUntilTheLastAddressIsUnbound() throws IOException {
    server.start();
    line.pipeline().addLast(SshLines.loop(server));
    LineAcceptor acceptor = ((LineServiceFactory) server.getIoServiceFactory()).acceptor();
    InetSocketAddress another = InetSocketAddress.createUnresolved("another", 1);
    acceptor.bind(another);
    acceptor.unbind(another);
    shakeHands();
    acceptor.unbind();
    assertAnswersNoSyn();
    assertThrows(
        IllegalStateException.class,
        () -> ((LineServiceFactory) server.getIoServiceFactory()).acceptor());
  }
}
