// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.agent.local.LocalAgentFactory;
import org.apache.sshd.agent.local.ProxyAgentFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SSH is used for, on one kind of line. */
abstract class SshOnLineSuite {
  private static final SshdSocketAddress ANY_PORT = new SshdSocketAddress("127.0.0.1", 0);

  @TempDir Path directory;
  private SshPeers peers;

  abstract Transport.Kind transport();

  /** How many bytes a large transfer has. */
  int bulk() {
    return 10_000_000;
  }

  @BeforeEach
  void start() throws Exception {
    peers = new SshPeers(transport(), directory, Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() throws Exception {
    if (peers != null) {
      peers.close();
    }
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void exitCodeOfTheCommandArrives() throws Exception {
    try (ClientSession session = peers.login()) {
      SshPeers.execute(session, "exit 7", new byte[0], 7);
    }
  }

  /** A serial port takes a moment to close, and meanwhile nobody else can open it. */
  @Test
  void theLineIsFreeWhenItsSessionHasClosed() throws Exception {
    assertTrue(peers.login().close(false).await(SshPeers.DEADLINE));
    assertOpens();
  }

  @Test
  void theLineIsFreeWhenItsSessionHasClosedAtOnce() throws Exception {
    peers.login().close();
    assertOpens();
  }

  private void assertOpens() throws Exception {
    ChannelHandler nothing = new ChannelInboundHandlerAdapter();
    peers.line().handler(nothing).connect().sync().channel().close().sync();
  }

  @Test
  void muchGoesThroughInEachDirection() throws Exception {
    byte[] data = randomBytes(bulk());
    try (ClientSession session = peers.login()) {
      assertArrayEquals(data, SshPeers.execute(session, "cat", data, 0));
    }
  }

  @Test
  void filesGoThroughSftp() throws Exception {
    byte[] data = randomBytes(1_000_000);
    try (ClientSession session = peers.login();
        SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
      try (OutputStream file = sftp.write("/file")) {
        file.write(data);
      }
      try (InputStream file = sftp.read("/file")) {
        assertArrayEquals(data, file.readAllBytes());
      }
    }
  }

  @Test
  void shellRunsOnATerminalWhoseSizeChanges() throws Exception {
    try (ClientSession session = peers.login()) {
      SshPeers.useShellOnATerminal(session);
    }
  }

  @Test
  void localPortIsForwarded() throws Exception {
    try (EchoPort echo = new EchoPort();
        ClientSession session = peers.login()) {
      SshdSocketAddress bound = session.startLocalPortForwarding(ANY_PORT, echo.address());
      assertEchoes(Proxy.NO_PROXY, bound);
    }
  }

  @Test
  void remotePortIsForwarded() throws Exception {
    try (EchoPort echo = new EchoPort();
        ClientSession session = peers.login()) {
      SshdSocketAddress bound = session.startRemotePortForwarding(ANY_PORT, echo.address());
      assertEchoes(Proxy.NO_PROXY, bound);
    }
  }

  @Test
  void dynamicPortIsForwarded() throws Exception {
    try (EchoPort echo = new EchoPort();
        ClientSession session = peers.login()) {
      SshdSocketAddress bound = session.startDynamicPortForwarding(ANY_PORT);
      InetSocketAddress proxy = loopback(bound.getPort());
      assertEchoes(new Proxy(Proxy.Type.SOCKS, proxy), echo.address());
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static void assertEchoes(Proxy proxy, SshdSocketAddress address) throws IOException {
    byte[] data = randomBytes(50_000);
    try (Socket socket = new Socket(proxy)) {
      socket.setSoTimeout((int) SshPeers.DEADLINE.toMillis());
      socket.connect(loopback(address.getPort()));
      socket.getOutputStream().write(data);
      assertArrayEquals(data, socket.getInputStream().readNBytes(data.length));
    }
  }

  @Test
  void agentIsForwarded() throws Exception {
    SshAgent agent = new AgentImpl();
    agent.addIdentity(SshPeers.newKey(), "first");
    agent.addIdentity(SshPeers.newKey(), "second");
    peers.client.setAgentFactory(new LocalAgentFactory(agent));
    peers.server.setAgentFactory(new ProxyAgentFactory());
    peers.client.setChannelFactories(
        new LocalAgentFactory(agent).getChannelForwardingFactories(peers.client));
    try (ClientSession session = peers.login();
        ChannelExec channel = session.createExecChannel("agent")) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      channel.setAgentForwarding(true);
      channel.setOut(output);
      channel.open().verify(SshPeers.DEADLINE);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SshPeers.DEADLINE);
      assertEquals("keys: 2", output.toString(UTF_8));
    }
  }
}
