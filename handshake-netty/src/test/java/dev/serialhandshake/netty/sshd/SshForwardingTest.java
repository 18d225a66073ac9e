// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.junit.jupiter.api.Test;

class SshForwardingTest extends SshUnixLineSuite {
  private static final SshdSocketAddress NOWHERE = new SshdSocketAddress("127.0.0.1", 1);
  private static final byte[] ANSWER = new byte[200_000];

  static {
    new Random(1).nextBytes(ANSWER);
  }

  private interface Service {
    void serve(Socket client) throws IOException;
  }

  /** A port that serves one client. */
  private static final class Target implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    Target(Service service) throws IOException {
      Thread thread =
          new Thread(
              () -> {
                try (Socket client = listener.accept()) {
                  service.serve(client);
                } catch (IOException e) {
                  // The test is over.
                }
              },
              "target");
      thread.setDaemon(true);
      thread.start();
    }

    SshdSocketAddress address() {
      return new SshdSocketAddress("127.0.0.1", listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private static ChannelDirectTcpip open(ClientSession session, SshdSocketAddress target)
      throws IOException {
    ChannelDirectTcpip channel = session.createDirectTcpipChannel(NOWHERE, target);
    channel.open().verify(SshPeers.DEADLINE);
    return channel;
  }

  private static void await(ClientChannel channel, ClientChannelEvent event) {
    Set<ClientChannelEvent> seen = channel.waitFor(EnumSet.of(event), SshPeers.DEADLINE);
    assertTrue(seen.contains(event), seen.toString());
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void assertNobodyListensSoon(int port) throws IOException {
    long deadline = System.nanoTime() + SshPeers.DEADLINE.toNanos();
    while (listens(port)) {
      assertTrue(System.nanoTime() < deadline, "port " + port + " still listens");
    }
  }

  private static boolean listens(int port) throws IOException {
    try {
      connect(port).close();
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (SocketException e) {
      // It was closed with this connection in its queue, which the system then resets.
      return true;
    }
  }

  private static void write(OutputStream stream, byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.flush();
  }

  @Test
  void theAnswerPassesAfterTheEndOfTheRequest() throws Exception {
    CompletableFuture<byte[]> request = new CompletableFuture<>();
    try (Target target =
            new Target(
                client -> {
                  request.complete(client.getInputStream().readAllBytes());
                  client.getOutputStream().write(ANSWER);
                });
        ClientSession session = peers.login();
        ChannelDirectTcpip channel = open(session, target.address())) {
      write(channel.getInvertedIn(), new byte[] {1, 2, 3});
      channel.getInvertedIn().close();
      assertArrayEquals(new byte[] {1, 2, 3}, request.get(30, TimeUnit.SECONDS));
      assertArrayEquals(ANSWER, channel.getInvertedOut().readNBytes(ANSWER.length));
      await(channel, ClientChannelEvent.CLOSED);
    }
  }

  @Test
  void theUploadPassesAfterTheEndOfTheGreeting() throws Exception {
    CompletableFuture<byte[]> upload = new CompletableFuture<>();
    try (Target target =
            new Target(
                client -> {
                  client.getOutputStream().write(7);
                  client.shutdownOutput();
                  upload.complete(client.getInputStream().readAllBytes());
                });
        ClientSession session = peers.login();
        ChannelDirectTcpip channel = open(session, target.address())) {
      assertEquals(7, channel.getInvertedOut().read());
      await(channel, ClientChannelEvent.EOF);
      write(channel.getInvertedIn(), ANSWER);
      channel.getInvertedIn().close();
      assertArrayEquals(ANSWER, upload.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aConnectionThatHasEndedBothWaysIsClosed() throws Exception {
    try (Target target = new Target(client -> client.getInputStream().readAllBytes());
        ClientSession session = peers.login();
        ChannelDirectTcpip channel = open(session, target.address())) {
      channel.getInvertedIn().close();
      await(channel, ClientChannelEvent.CLOSED);
    }
  }

  @Test
  void theSocketOfASessionThatEndsIsClosed() throws Exception {
    CompletableFuture<byte[]> seen = new CompletableFuture<>();
    try (Target target =
        new Target(client -> seen.complete(client.getInputStream().readAllBytes()))) {
      ClientSession session = peers.login();
      write(open(session, target.address()).getInvertedIn(), new byte[] {5});
      session.close(true);
      assertArrayEquals(new byte[] {5}, seen.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void allAddressesOfAHostAreTried() throws Exception {
    try (Target target = new Target(client -> client.getOutputStream().write(9));
        ClientSession session = peers.login()) {
      InetAddress nobody = InetAddress.getByAddress(new byte[] {127, 0, 0, 3});
      peers.names = host -> new InetAddress[] {nobody, InetAddress.getLoopbackAddress()};
      SshdSocketAddress host = new SshdSocketAddress("board.example", target.address().getPort());
      try (ChannelDirectTcpip channel = open(session, host)) {
        assertEquals(9, channel.getInvertedOut().read());
      }
    }
  }

  @Test
  void anUnknownHostIsRefusedWithItsName() throws Exception {
    peers.names =
        host -> {
          throw new UnknownHostException();
        };
    try (ClientSession session = peers.login()) {
      IOException refusal =
          assertThrows(
              IOException.class, () -> open(session, new SshdSocketAddress("nosuch.example", 22)));
      assertTrue(refusal.toString().contains("nosuch.example: unknown host"), refusal.toString());
      SshPeers.execute(session, "exit 3", new byte[0], 3);
    }
  }

  @Test
  void aPortThatNobodyListensOnIsRefusedWithTheReason() throws Exception {
    ConnectException inItsLanguage =
        assertThrows(
            ConnectException.class,
            () -> new Socket(NOWHERE.getHostName(), NOWHERE.getPort()).close());
    try (ClientSession session = peers.login()) {
      IOException refusal = assertThrows(IOException.class, () -> open(session, NOWHERE));
      assertTrue(refusal.toString().contains(inItsLanguage.getMessage()), refusal.toString());
    }
  }

  @Test
  void aNameThatTakesLongKeepsNobodyWaiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    peers.names =
        host -> {
          asked.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException();
        };
    try (ClientSession session = peers.login()) {
      ChannelDirectTcpip waiting =
          session.createDirectTcpipChannel(NOWHERE, new SshdSocketAddress("slow.example", 22));
      var opening = waiting.open();
      assertTrue(asked.await(30, TimeUnit.SECONDS));
      SshPeers.execute(session, "exit 4", new byte[0], 4);
      try (ClientSession another = peers.login()) {
        SshPeers.execute(another, "exit 5", new byte[0], 5);
      }
      answer.countDown();
      assertThrows(IOException.class, () -> opening.verify(SshPeers.DEADLINE));
    }
  }

  @Test
  void whatTheFilterForbidsIsRefused() throws Exception {
    peers.server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    try (ClientSession session = peers.login()) {
      IOException refusal = assertThrows(IOException.class, () -> open(session, NOWHERE));
      assertTrue(refusal.toString().contains("not permitted"), refusal.toString());
      assertThrows(
          IOException.class,
          () -> session.startRemotePortForwarding(new SshdSocketAddress("", 0), NOWHERE));
    }
  }

  @Test
  void remotePortsListenOnLoopbackAloneAndGoWithTheirSession() throws Exception {
    ClientSession session = peers.login();
    SshdSocketAddress bound =
        session.startRemotePortForwarding(new SshdSocketAddress("0.0.0.0", 0), NOWHERE);
    // The port is free on another address: loopback is all that was taken.
    new ServerSocket(bound.getPort(), 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))
        .close();
    connect(bound.getPort()).close();
    session.close(true);
    assertNobodyListensSoon(bound.getPort());
  }

  @Test
  void aPortThatIsGivenBackIsFree() throws Exception {
    try (ClientSession session = peers.login()) {
      SshdSocketAddress any = new SshdSocketAddress("localhost", 0);
      SshdSocketAddress bound = session.startRemotePortForwarding(any, NOWHERE);
      session.stopRemotePortForwarding(bound);
      SshPeers.execute(session, "exit 0", new byte[0], 0); // the request has been handled
      assertNobodyListensSoon(bound.getPort());
    }
  }

  @Test
  void addressesAreThoseThatGatewayPortsAllows() throws Exception {
    List<InetAddress> loopback =
        List.of(
            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
            InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    for (String host : List.of("", "*", "localhost", "0.0.0.0", "192.0.2.1", "board.example")) {
      assertEquals(loopback, RemoteListeners.addresses(host, false), host);
    }
    assertEquals(loopback.subList(0, 1), RemoteListeners.addresses("127.0.0.1", false));
    assertEquals(loopback, RemoteListeners.addresses("localhost", true));
    assertTrue(RemoteListeners.addresses("*", true).get(0).isAnyLocalAddress());
    assertEquals(
        List.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1})),
        RemoteListeners.addresses("192.0.2.1", true));
    assertThrows(
        UnknownHostException.class, () -> RemoteListeners.addresses("board.example", true));
  }

  @Test
  void installingTwiceIsAsGoodAsOnce() {
    int channels = peers.server.getChannelFactories().size();
    int requests = peers.server.getGlobalRequestHandlers().size();
    SshForwarding.builder(peers.transport.group()).install(peers.server);
    assertEquals(channels, peers.server.getChannelFactories().size());
    assertEquals(requests, peers.server.getGlobalRequestHandlers().size());
    assertTrue(
        Arrays.asList("direct-tcpip", "direct-streamlocal@openssh.com").stream()
            .allMatch(
                name ->
                    peers.server.getChannelFactories().stream()
                        .anyMatch(factory -> factory.getName().equals(name))));
  }
}
