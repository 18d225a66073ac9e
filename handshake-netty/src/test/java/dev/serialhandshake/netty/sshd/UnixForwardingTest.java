// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.testing.Poll;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forwarded Unix sockets, as OpenSSH's client asks for them; MINA's client cannot. */
@Timeout(60)
class UnixForwardingTest extends SshUnixLineSuite {
  private static final SshdSocketAddress NOWHERE = new SshdSocketAddress("127.0.0.1", 1);
  private static final String LISTEN = "streamlocal-forward@openssh.com";
  private static final String CANCEL = "cancel-streamlocal-forward@openssh.com";

  private final BlockingQueue<String> connections = new LinkedBlockingQueue<>();
  private ClientSession session;
  private Path socket;

  @BeforeEach
  void start() throws Exception {
    List<ChannelFactory> channels = new ArrayList<>(peers.client.getChannelFactories());
    channels.add(new EchoChannel.Factory("forwarded-streamlocal@openssh.com", connections));
    peers.client.setChannelFactories(channels);
    session = peers.login();
    socket = directory.resolve("socket");
  }

  @AfterEach
  void stop() throws Exception {
    session.close(true);
  }

  private ChannelDirectTcpip open(String path) throws IOException {
    ChannelDirectTcpip channel =
        new ChannelDirectTcpip(NOWHERE, new SshdSocketAddress(path, 0)) {
          @Override
          public String getChannelType() {
            return "direct-streamlocal@openssh.com";
          }
        };
    session.getService(ConnectionService.class).registerChannel(channel);
    channel.open().verify(SshPeers.DEADLINE);
    return channel;
  }

  /** Returns what a server answers, or null for no. */
  private Buffer ask(String request, String path) throws IOException {
    Buffer buffer = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
    buffer.putString(request);
    buffer.putBoolean(true);
    buffer.putString(path);
    return session.request(request, buffer, SshPeers.DEADLINE);
  }

  private static void assertEchoes(Path socket) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(ByteBuffer.wrap(new byte[] {4, 5, 6}));
      ByteBuffer echo = ByteBuffer.allocate(3);
      while (echo.hasRemaining() && client.read(echo) >= 0) {
        // until all has come
      }
      assertArrayEquals(new byte[] {4, 5, 6}, echo.array());
    }
  }

  @Test
  void aSocketOfTheServerIsReached() throws Exception {
    try (ServerSocketChannel target = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      target.bind(UnixDomainSocketAddress.of(socket));
      try (ChannelDirectTcpip channel = open(socket.toString());
          SocketChannel reached = target.accept()) {
        reached.write(ByteBuffer.wrap(new byte[] {8}));
        assertEquals(8, channel.getInvertedOut().read());
        channel.getInvertedIn().write(9);
        channel.getInvertedIn().flush();
        ByteBuffer heard = ByteBuffer.allocate(1);
        assertEquals(1, reached.read(heard));
        assertEquals(9, heard.get(0));
      }
    }
  }

  @Test
  void aSocketThatIsNotThereIsRefused() throws Exception {
    assertThrows(IOException.class, () -> open(socket.toString()));
    assertThrows(IOException.class, () -> open("no\0path"));
    SshPeers.execute(session, "exit 3", new byte[0], 3);
  }

  @Test
  void aSocketThatTheFilterForbidsIsRefused() throws Exception {
    peers.server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    assertThrows(IOException.class, () -> open(socket.toString()));
    assertNull(ask(LISTEN, socket.toString()));
    assertFalse(Files.exists(socket));
  }

  @Test
  void theServerListensOnASocketUntilItIsToldToStop() throws Exception {
    assertNotNull(ask(LISTEN, socket.toString()));
    assertEchoes(socket);
    assertEquals(socket.toString(), take(connections));
    assertNotNull(ask(CANCEL, socket.toString()));
    assertFalse(Files.exists(socket));
    assertNull(ask(CANCEL, socket.toString()));
  }

  @Test
  void aSocketGoesWithItsSession() throws Exception {
    assertNotNull(ask(LISTEN, socket.toString()));
    session.close(true);
    take(peers.ended);
    Poll.until("the socket is gone", () -> !Files.exists(socket));
  }

  @Test
  void aFileThatExistsIsNotReplacedAndAFolderThatDoesNotIsNotMade() throws Exception {
    Files.writeString(socket, "mine");
    assertNull(ask(LISTEN, socket.toString()));
    assertEquals("mine", Files.readString(socket));
    assertNull(ask(LISTEN, directory.resolve("no").resolve("folder").toString()));
    SshPeers.execute(session, "exit 3", new byte[0], 3);
  }

  @Test
  void aConnectionWhoseTunnelTheClientRefusesIsClosed() throws Exception {
    peers.client.setChannelFactories(List.of());
    assertNotNull(ask(LISTEN, socket.toString()));
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
  }
}
