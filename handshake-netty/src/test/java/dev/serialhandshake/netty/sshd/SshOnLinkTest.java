// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.link.LinkStatusEvent;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SSH on links: over connections that are cut, and beside clients that have no link. */
class SshOnLinkTest {

  @TempDir Path directory;
  private SshPeers peers;
  private Transport transport;
  private LinkSessions servers;
  private LinkSessions clients;

  private final BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();
  private final BlockingQueue<LinkStatusEvent.Kind> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Channel> serverLines = new LinkedBlockingQueue<>();
  private volatile boolean comesBack = true;
  private volatile int bytesOfALine = Integer.MAX_VALUE;
  private volatile boolean swallows;

  @BeforeEach
  void start() throws Exception {
    peers = new SshPeers(Transports.UNIX, directory, Duration.ofMinutes(1));
    Path lines = directory.resolve("lines");
    lines.toFile().mkdir();
    transport = Transports.UNIX.open(lines);
    servers =
        LinkSessions.serverOfMany(LinkSettings.defaults(), SshLines.sessions(peers.server), 1);
    clients = LinkSessions.client(LinkSettings.defaults(), new ClientSide());
    transport.serve(new ServerLine());
  }

  @AfterEach
  void stop() throws Exception {
    comesBack = false;
    peers.close();
    transport.close();
  }

  /** A connection of the server, which breaks after so many bytes of its client. */
  private final class ServerLine extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel line) {
      serverLines.add(line);
      HandshakeSettings settings =
          HandshakeSettings.builder().clientBegins(ClientBegins.SSH_OR_LINK).build();
      line.pipeline()
          .addLast(
              new Breaking(),
              HandshakeHandler.server(settings),
              servers.handler(),
              SshLines.sessions(peers.server));
    }
  }

  private final class Breaking extends ChannelInboundHandlerAdapter {
    private int count;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (swallows) {
        ((ByteBuf) message).release();
        return;
      }
      count += ((ByteBuf) message).readableBytes();
      ctx.fireChannelRead(message);
      if (count >= bytesOfALine) {
        ctx.close();
      }
    }
  }

  /** A session of the client. Its line is opened again when it was lost. */
  private final class ClientSide extends ChannelInitializer<LinkChannel> {
    @Override
    protected void initChannel(LinkChannel session) throws Exception {
      session
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                  if (event instanceof LinkStatusEvent status) {
                    heard.add(status.kind());
                    if (status.kind() == LinkStatusEvent.Kind.INTERRUPTED && comesBack) {
                      open();
                    }
                  }
                }
              });
      connecting.add(SshLines.connect(peers.client, SshPeers.USER, "localhost", session));
    }
  }

  private void open() {
    Bootstrap line = transport.clientEnd();
    line.handler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(HandshakeHandler.client(), clients.handler());
          }
        });
    var unused = line.connect();
  }

  private ClientSession login() throws Exception {
    open();
    return SshPeers.login(SshPeers.take(connecting));
  }

  @Test
  void aTransferIsIntactOverConnectionsThatBreak() throws Exception {
    ClientSession session = login();
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    bytesOfALine = 200_000; // as a cable that is pulled again and again
    assertArrayEquals(bytes, SshPeers.execute(session, "cat", bytes, 0));
    bytesOfALine = Integer.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      assertEquals(LinkStatusEvent.Kind.INTERRUPTED, SshPeers.take(heard));
      assertEquals(LinkStatusEvent.Kind.RESUMED, SshPeers.take(heard));
    }
    assertEquals(1, peers.server.getActiveSessions().size());
    session.close(false);
    SshPeers.take(peers.ended);
  }

  /** Two requests without an answer would end it. */
  @Test
  void theKeepAliveAsksNothingWhileTheLineIsAway() throws Exception {
    ClientSession session = login();
    comesBack = false;
    AbstractSession served = peers.server.getActiveSessions().get(0);
    LinkChannel link = (LinkChannel) SshLines.channel(served);
    SshPeers.take(serverLines).close();
    assertEquals(LinkStatusEvent.Kind.INTERRUPTED, SshPeers.take(heard));
    link.eventLoop().submit(() -> assertTrue(link.isWaiting())).sync();
    ConnectionService service = served.getService(ConnectionService.class);
    for (int i = 0; i < 10; i++) {
      assertFalse(served.getReservedSessionMessagesHandler().sendReservedHeartbeat(service));
    }
    open();
    assertEquals(LinkStatusEvent.Kind.RESUMED, SshPeers.take(heard));
    assertArrayEquals(new byte[9], SshPeers.execute(session, "cat", new byte[9], 0));
    assertTrue(served.getReservedSessionMessagesHandler().sendReservedHeartbeat(service));
  }

  /** A cable that is pulled on a serial port closes nothing. The link knows after its own time. */
  @Test
  void theKeepAliveIsNoSoonerThanTheLinkToFindTheLineLost() throws Exception {
    login();
    AbstractSession served = peers.server.getActiveSessions().get(0);
    swallows = true;
    ConnectionService service = served.getService(ConnectionService.class);
    ReservedSessionMessagesHandler keepAlive = served.getReservedSessionMessagesHandler();
    LinkChannel link = (LinkChannel) SshLines.channel(served);
    assertEquals(Duration.ofSeconds(9), link.silence());
    for (int i = 0; i < 2; i++) {
      assertTrue(keepAlive.sendReservedHeartbeat(service));
      link.eventLoop().submit(() -> {}).sync(); // the request is on its way
    }
    assertFalse(
        keepAlive.sendReservedHeartbeat(service), "once more, for 9 s in intervals of 60 s");
    assertThrows(SshException.class, () -> keepAlive.sendReservedHeartbeat(service));
  }

  @Test
  void aClientWithoutALinkIsServedAsEver() throws Exception {
    ClientSession session =
        SshPeers.login(
            SshLines.connect(
                peers.client,
                SshPeers.USER,
                "localhost",
                transport.clientEnd().handler(HandshakeHandler.client())));
    assertArrayEquals(new byte[9], SshPeers.execute(session, "cat", new byte[9], 0));
  }
}
