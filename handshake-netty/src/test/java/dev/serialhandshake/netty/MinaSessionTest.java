// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.netty.NettyIoAcceptor;
import org.apache.sshd.netty.NettyIoService;
import org.apache.sshd.netty.NettyIoServiceFactory;
import org.apache.sshd.netty.NettyIoSession;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Apache MINA SSHD's own session on Netty behind the handler: the traps that it lays. */
class MinaSessionTest {

  private static final int WRITES = 200;

  private static EventLoopGroup group;
  private static NettyIoServiceFactory factory;

  @BeforeAll
  static void openService() {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    factory = new NettyIoServiceFactory(SshServer.setUpDefaultServer(), group);
  }

  @AfterAll
  static void closeService() throws InterruptedException {
    factory.close(true);
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
  }

  @Test
  void writesThatTheSessionChainsDuringTheDrainComeOutInOrder() throws Exception {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < WRITES; i++) {
      expected.append(i).append('\n');
    }
    Ssh ssh =
        new Ssh() {
          @Override
          public void sessionCreated(IoSession session) throws IOException {
            for (int i = 0; i < WRITES; i++) {
              session.writeBuffer(new ByteArrayBuffer(Peer.ascii(i + "\n")));
            }
          }
        };
    HandshakeHandler handler = HandshakeHandler.server(Stage.settings().build());
    ChannelInitializer<Channel> near =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(handler, ssh.adapter());
          }
        };
    End far =
        new End(
            HandshakeHandler.client(Stage.settings().build()), true, "", "", expected.toString());
    try (TestLine line = TestLine.on(SocketKind.NIO_TCP).open(near, far)) {
      assertEquals(expected.toString(), far.heard());
      line.near.eventLoop().submit(() -> {}).sync(); // what was heard may be ahead of the removal
      assertNull(line.near.pipeline().get(HandshakeHandler.class));
    }
  }

  @Test
  void identThatIsGluedToTheFinalAckArrives() {
    Ssh ssh = new Ssh();
    EmbeddedChannel channel =
        new EmbeddedChannel(HandshakeHandler.client(Stage.settings().build()), ssh.adapter());
    Peer.answerClient(channel);
    assertEquals("", ssh.received.toString());
    Peer.sends(channel, Peer.concat(Peer.bytes(0x06), Peer.ascii("SSH-2.0-peer\r\n")));
    assertEquals("SSH-2.0-peer\r\n", ssh.received.toString());
    channel.finishAndReleaseAll();
  }

  @Test
  void gracefulCloseInTheMiddleEndsWithinTheTimeout() {
    Ssh ssh = new Ssh();
    EmbeddedChannel channel = new EmbeddedChannel(ssh.adapter());
    channel.freezeTime();
    channel.pipeline().addFirst(HandshakeHandler.server());
    ssh.session.close(false);
    channel.runPendingTasks();
    assertFalse(ssh.session.isClosed());
    channel.advanceTimeBy(30, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
    assertTrue(ssh.session.isClosed());
    assertFalse(channel.isOpen());
    assertThrows(HandshakeException.class, channel::finishAndReleaseAll); // nobody took it behind
  }

  @Test
  void immediateCloseInTheMiddleEndsAtOnce() {
    Ssh ssh = new Ssh();
    EmbeddedChannel channel = new EmbeddedChannel(ssh.adapter());
    HandshakeHandler handler = HandshakeHandler.server();
    channel.pipeline().addFirst(handler);
    ssh.session.close(true);
    channel.runPendingTasks();
    assertTrue(ssh.session.isClosed());
    assertFalse(channel.isOpen());
    HandshakeException cause = (HandshakeException) handler.handshakeFuture().cause();
    assertEquals(FailureReason.ABANDONED, cause.reason());
    channel.finishAndReleaseAll();
  }

  @Test
  void sessionIsToldThatTheLineClosed() {
    Ssh ssh = new Ssh();
    EmbeddedChannel channel = new EmbeddedChannel(HandshakeHandler.server(), ssh.adapter());
    channel.close();
    assertTrue(ssh.closed);
    channel.finishAndReleaseAll();
  }

  /** What stands for SSH behind MINA's session. */
  private static class Ssh implements IoHandler {

    private final StringBuilder received = new StringBuilder();
    private final Session session = new Session((NettyIoAcceptor) factory.createAcceptor(this));
    private boolean closed;

    ChannelInboundHandlerAdapter adapter() {
      return session.adapter();
    }

    @Override
    public void sessionCreated(IoSession session) throws Exception {}

    @Override
    public void sessionClosed(IoSession session) {
      closed = true;
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {}

    @Override
    public void messageReceived(IoSession session, Readable message) {
      byte[] bytes = new byte[message.available()];
      message.getRawBytes(bytes, 0, bytes.length);
      received.append(new String(bytes, StandardCharsets.US_ASCII));
    }

    private final class Session extends NettyIoSession {
      Session(NettyIoService service) {
        super(service, Ssh.this, null);
      }

      ChannelInboundHandlerAdapter adapter() {
        return adapter;
      }
    }
  }
}
