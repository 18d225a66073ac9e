// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.future.KeyExchangeFuture;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same program of MINA, over plain sshd-netty and over a line that stays open, gets the same
 * answer.
 */
class SameAsPlainTest {
  @TempDir Path directory;
  private final List<MinaPair> pairs = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (MinaPair pair : pairs) {
      pair.close();
    }
  }

  private MinaPair pair(MinaPair.Kind kind) {
    MinaPair pair = new MinaPair(kind, directory);
    pairs.add(pair);
    return pair;
  }

  private static ClientSession startAndLogin(MinaPair pair) throws Exception {
    pair.start();
    return pair.login();
  }

  private static void assertEnds(ClientSession session) {
    var seen = session.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), SshPeers.DEADLINE);
    assertTrue(seen.contains(ClientSessionEvent.CLOSED), seen.toString());
  }

  // What a session is used for.

  @ParameterizedTest
  @EnumSource
  void exitStatusOutputAndEndOfInputOfACommand(MinaPair.Kind kind) throws Exception {
    try (ClientSession session = startAndLogin(pair(kind))) {
      SshPeers.execute(session, "exit 7", new byte[0], 7);
      SshPeers.execute(session, "nonsense", new byte[0], 127);
      byte[] data = "half-closed".repeat(10_000).getBytes(UTF_8);
      assertArrayEquals(data, SshPeers.execute(session, "cat", data, 0)); // ends with its input
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSignalThatKilledACommandArrives(MinaPair.Kind kind) throws Exception {
    try (ClientSession session = startAndLogin(pair(kind))) {
      for (String signal : List.of("TERM", "SEGV")) {
        try (ChannelExec channel = session.createExecChannel("killed " + signal)) {
          ByteArrayOutputStream output = new ByteArrayOutputStream();
          channel.setOut(output);
          channel.open().verify(SshPeers.DEADLINE);
          channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SshPeers.DEADLINE);
          assertEquals(signal, channel.getExitSignal());
          assertNull(channel.getExitStatus());
          assertEquals("last words\n", output.toString(UTF_8));
        }
      }
      SshPeers.execute(session, "exit 7", new byte[0], 7); // the session lives
    }
  }

  @ParameterizedTest
  @EnumSource
  void aShellIsToldTheSizeOfItsTerminalAndItsExitStatusArrives(MinaPair.Kind kind)
      throws Exception {
    try (ClientSession session = startAndLogin(pair(kind))) {
      SshPeers.useShellOnATerminal(session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSubsystemServes(MinaPair.Kind kind) throws Exception {
    Path file = directory.resolve("file");
    try (ClientSession session = startAndLogin(pair(kind));
        SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
      try (OutputStream out = sftp.write(file.toString())) {
        out.write(1);
      }
      assertEquals(1, sftp.stat(file.toString()).getSize());
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysAreExchangedAgainByEitherEnd(MinaPair.Kind kind) throws Exception {
    MinaPair pair = pair(kind);
    try (ClientSession session = startAndLogin(pair)) {
      session.reExchangeKeys().verify(SshPeers.DEADLINE);
      SshPeers.execute(session, "exit 3", new byte[0], 3);
      pair.server.getActiveSessions().get(0).reExchangeKeys().verify(SshPeers.DEADLINE);
      SshPeers.execute(session, "exit 4", new byte[0], 4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsMayBeSuspendedAndResumed(MinaPair.Kind kind) throws Exception {
    try (ClientSession session = startAndLogin(pair(kind));
        ChannelExec channel = session.createExecChannel("exit 5")) {
      session.getIoSession().suspendRead();
      var opening = channel.open();
      session.getIoSession().resumeRead();
      opening.verify(SshPeers.DEADLINE);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SshPeers.DEADLINE);
      assertEquals(5, channel.getExitStatus());
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsThatAClientSuspendsAsItsSessionIsCreatedStaySuspended(MinaPair.Kind kind)
      throws Exception {
    MinaPair pair = pair(kind);
    pair.client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionCreated(Session session) {
            session.getIoSession().suspendRead();
          }
        });
    pair.start();
    ConnectFuture connecting = pair.connect(null);
    ClientSession session = connecting.verify(SshPeers.DEADLINE).getSession();
    assertNull(session.getServerVersion());
    if (kind == MinaPair.Kind.LINE) {
      assertFalse(SshLines.channel(session).config().isAutoRead());
    }
    session.getIoSession().resumeRead();
    SshPeers.login(connecting).close(true);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatWasAcceptedIsKnownFromThenOnAndAnotherIsRefused(MinaPair.Kind kind)
      throws Exception {
    AtomicInteger unknown = new AtomicInteger();
    MinaPair pair = pair(kind);
    pair.client.setServerKeyVerifier(
        new KnownHostsServerKeyVerifier(
            (session, address, key) -> unknown.incrementAndGet() > 0,
            directory.resolve("known_hosts")));
    pair.start();
    for (int login = 0; login < 2; login++) {
      pair.login().close(true);
    }
    assertEquals(1, unknown.get());
    assertEquals(1, Files.readAllLines(directory.resolve("known_hosts")).size());
    pair.server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    assertThrows(SshException.class, pair::login);
    assertEquals(1, unknown.get()); // a key that is another one is not a new one
  }

  @ParameterizedTest
  @EnumSource
  void aListenerSeesTheContextOfTheConnection(MinaPair.Kind kind) throws Exception {
    AttributeKey<String> board = new AttributeKey<>();
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    MinaPair pair = pair(kind);
    pair.client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionCreated(Session session) {
            seen.add(((ClientSession) session).getConnectionContext().getAttribute(board));
          }
        });
    pair.start();
    SshPeers.login(pair.connect(AttributeRepository.ofKeyValuePair(board, "board-7"))).close(true);
    assertEquals(List.of("board-7"), seen);
  }

  // How a session ends.

  @ParameterizedTest
  @MethodSource("kindsAndBooleans")
  void aSessionThatTheServerClosesEndsForTheClient(MinaPair.Kind kind, boolean atOnce)
      throws Exception {
    MinaPair pair = pair(kind);
    ClientSession session = startAndLogin(pair);
    pair.server.getActiveSessions().get(0).close(atOnce);
    assertEnds(session);
  }

  @ParameterizedTest
  @MethodSource("kindsAndBooleans")
  void aSessionThatTheClientClosesEndsForTheServer(MinaPair.Kind kind, boolean atOnce)
      throws Exception {
    MinaPair pair = pair(kind);
    ClientSession session = startAndLogin(pair);
    session.close(atOnce);
    assertEnds(session);
    take(pair.ended);
  }

  @ParameterizedTest
  @MethodSource("kindsAndBooleans")
  void aServerThatStopsEndsItsSessions(MinaPair.Kind kind, boolean atOnce) throws Exception {
    MinaPair pair = pair(kind);
    ClientSession session = startAndLogin(pair);
    pair.server.stop(atOnce);
    assertEnds(session);
  }

  @ParameterizedTest
  @MethodSource("kindsAndBooleans")
  void aClientThatStopsEndsItsSessions(MinaPair.Kind kind, boolean atOnce) throws Exception {
    MinaPair pair = pair(kind);
    startAndLogin(pair);
    pair.client.close(atOnce);
    take(pair.ended);
  }

  /** A server's close(false) waits for its channels, and so its client may see their end. */
  @ParameterizedTest
  @EnumSource
  void whatACommandHasWrittenArrivesThoughItsSessionIsClosed(MinaPair.Kind kind) throws Exception {
    MinaPair pair = pair(kind);
    ClientSession session = startAndLogin(pair);
    try (ChannelExec channel = session.createExecChannel("cat")) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      channel.setOut(output);
      channel.open().verify(SshPeers.DEADLINE);
      byte[] data = new byte[20_000];
      channel.getInvertedIn().write(data);
      channel.getInvertedIn().flush();
      channel.getInvertedIn().close();
      channel.waitFor(EnumSet.of(ClientChannelEvent.EXIT_STATUS), SshPeers.DEADLINE);
      pair.server.getActiveSessions().get(0).close(false);
      assertEnds(session);
      assertEquals(data.length, output.size());
    }
  }

  /** The client reads late, so output of the command waits in the server when that closes. */
  @ParameterizedTest
  @MethodSource("kindsAndBooleans")
  void aSessionThatIsClosedWhileOutputWaitsEndsForTheClient(MinaPair.Kind kind, boolean withServer)
      throws Exception {
    MinaPair pair = pair(kind);
    BlockingQueue<String> written = new LinkedBlockingQueue<>();
    pair.server.setCommandFactory(
        (channel, command) ->
            new AbstractCommandSupport(command, null) {
              @Override
              public void run() {
                try {
                  getInputStream().read(); // until the client does not read any more
                  getOutputStream().write(new byte[MinaPair.MORE_THAN_A_LINE_TAKES]);
                  getOutputStream().flush();
                  written.add(command); // and it goes on running
                } catch (IOException e) {
                  onExit(1, e.toString());
                }
              }
            });
    ClientSession session = startAndLogin(pair);
    try (ChannelExec channel = session.createExecChannel("fill the line")) {
      channel.setOut(OutputStream.nullOutputStream());
      channel.open().verify(SshPeers.DEADLINE);
      session.getIoSession().suspendRead();
      channel.getInvertedIn().write(1);
      channel.getInvertedIn().flush();
      take(written);
      if (withServer) {
        pair.server.close(true);
      } else {
        pair.server.getActiveSessions().get(0).close(true);
      }
      session.getIoSession().resumeRead();
      assertEnds(session);
    }
  }

  static Stream<Arguments> kindsAndBooleans() {
    return Stream.of(MinaPair.Kind.values())
        .flatMap(kind -> Stream.of(true, false).map(flag -> Arguments.of(kind, flag)));
  }

  @ParameterizedTest
  @EnumSource
  void anIdleClientIsSentAway(MinaPair.Kind kind) throws Exception {
    MinaPair pair = pair(kind);
    BlockingQueue<String> reasons = reasonsOfPeers(pair);
    ClientSession session = startAndLogin(pair);
    CoreModuleProperties.IDLE_TIMEOUT.set(
        pair.server.getActiveSessions().get(0), Duration.ofMillis(1));
    assertEnds(session);
    String reason = take(reasons);
    assertTrue(reason.contains("IdleTimeout"), reason);
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatDoesNotLogInIsSentAway(MinaPair.Kind kind) throws Exception {
    MinaPair pair = pair(kind);
    BlockingQueue<String> reasons = reasonsOfPeers(pair);
    CoreModuleProperties.AUTH_TIMEOUT.set(pair.server, Duration.ofMillis(1));
    pair.start();
    assertEnds(pair.connect(null).verify(SshPeers.DEADLINE).getSession());
    String reason = take(reasons);
    assertTrue(reason.contains("AuthTimeout"), reason);
  }

  /** What the server has told its clients. (The client is told "protocol error" only.) */
  private static BlockingQueue<String> reasonsOfPeers(MinaPair pair) {
    BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
    pair.server.addSessionListener(
        (SessionListenerTap)
            (callback, arguments) -> {
              if (callback.equals("sessionDisconnect")) {
                reasons.add(arguments[1].toString());
              }
            });
    return reasons;
  }

  // Listeners.

  @Test
  void listenersAreToldTheSameInTheSameOrder() throws Exception {
    List<String> plain = toldInOneSession(MinaPair.Kind.PLAIN);
    List<String> line = toldInOneSession(MinaPair.Kind.LINE);
    // Nothing else stands for the end of a connection on a line.
    assertTrue(line.remove("server sessionDisconnect [11, the session is closed, , false]"));
    assertEquals(String.join("\n", plain), String.join("\n", line));
    assertTrue(plain.contains("client sessionEvent [Authenticated]"), plain.toString());
    assertTrue(plain.contains("server sessionClosed []"), plain.toString());
  }

  private List<String> toldInOneSession(MinaPair.Kind kind) throws Exception {
    List<String> server = Collections.synchronizedList(new ArrayList<>());
    List<String> client = Collections.synchronizedList(new ArrayList<>());
    MinaPair pair = pair(kind);
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    pair.server.addSessionListener(
        (SessionListenerTap)
            (callback, arguments) -> {
              server.add(callback + ' ' + Arrays.toString(arguments));
              if (callback.equals("sessionClosed")) {
                closed.add(callback);
              }
            });
    pair.client.addSessionListener(
        (SessionListenerTap)
            (callback, arguments) -> client.add(callback + ' ' + Arrays.toString(arguments)));
    ClientSession session = startAndLogin(pair);
    SshPeers.execute(session, "exit 0", new byte[0], 0);
    session.close(false);
    assertEnds(session);
    take(closed);
    List<String> all = new ArrayList<>();
    client.forEach(line -> all.add("client " + line));
    server.forEach(line -> all.add("server " + line));
    return all;
  }

  static Stream<Arguments> kindsAndCallbacks() {
    return Stream.of(MinaPair.Kind.values())
        .flatMap(
            kind ->
                SessionListenerTap.CALLBACKS.stream()
                    .map(callback -> Arguments.of(kind, callback)));
  }

  private static SessionListener thatThrowsIn(String callback) {
    return (SessionListenerTap)
        (called, arguments) -> {
          if (called.equals(callback)) {
            throw new IllegalStateException("thrown in " + callback);
          }
        };
  }

  /** Logs in and leaves, as far as one comes. */
  private static void comeAndGo(MinaPair pair) throws Exception {
    ConnectFuture connecting = pair.connect(null);
    assertTrue(connecting.await(SshPeers.DEADLINE));
    if (connecting.getException() != null) {
      return;
    }
    ClientSession session = connecting.getSession();
    if (session.isOpen()) {
      var auth = session.auth();
      assertTrue(auth.await(SshPeers.DEADLINE), "nobody says that the session has ended");
      if (auth.isSuccess()) {
        session.close(false);
      }
    }
    assertEnds(session);
  }

  @ParameterizedTest
  @MethodSource("kindsAndCallbacks")
  void aListenerOfTheServerThatThrowsEndsTheSessionForTheClient(MinaPair.Kind kind, String callback)
      throws Exception {
    MinaPair pair = pair(kind);
    pair.server.addSessionListener(thatThrowsIn(callback));
    pair.start();
    comeAndGo(pair);
  }

  @ParameterizedTest
  @MethodSource("kindsAndCallbacks")
  void aListenerOfTheClientThatThrowsEndsTheSessionForTheServer(MinaPair.Kind kind, String callback)
      throws Exception {
    MinaPair pair = pair(kind);
    pair.client.addSessionListener(thatThrowsIn(callback));
    pair.start();
    comeAndGo(pair);
    take(pair.ended);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyReExchangeThatFailsEndsTheSessionForTheClient(MinaPair.Kind kind) throws Exception {
    AtomicInteger exchanges = new AtomicInteger();
    MinaPair pair = pair(kind);
    pair.server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionNegotiationStart(
              Session session,
              Map<KexProposalOption, String> client,
              Map<KexProposalOption, String> server) {
            if (exchanges.incrementAndGet() > 1) {
              throw new IllegalStateException("no more");
            }
          }
        });
    ClientSession session = startAndLogin(pair);
    KeyExchangeFuture again = session.reExchangeKeys();
    assertTrue(again.await(SshPeers.DEADLINE));
    assertNotNull(again.getException());
    assertEnds(session);
    take(pair.ended);
  }

  // The listener of the service.

  @ParameterizedTest
  @EnumSource
  void theListenerOfTheServersServiceMayRefuse(MinaPair.Kind kind) throws Exception {
    BlockingQueue<String> aborted = new LinkedBlockingQueue<>();
    MinaPair pair = pair(kind);
    pair.server.setIoServiceEventListener(
        new IoServiceEventListener() {
          @Override
          public void connectionAccepted(
              IoAcceptor acceptor, SocketAddress local, SocketAddress remote, SocketAddress service)
              throws IOException {
            throw new IOException("not today");
          }

          @Override
          public void abortAcceptedConnection(
              IoAcceptor acceptor,
              SocketAddress local,
              SocketAddress remote,
              SocketAddress service,
              Throwable reason) {
            aborted.add(reason.getMessage());
          }
        });
    pair.start();
    comeAndGo(pair);
    assertEquals("not today", take(aborted));
    assertEquals(0, pair.server.getActiveSessions().size());
  }

  @ParameterizedTest
  @EnumSource
  void theListenerOfTheClientsServiceMayRefuse(MinaPair.Kind kind) throws Exception {
    BlockingQueue<String> aborted = new LinkedBlockingQueue<>();
    MinaPair pair = pair(kind);
    pair.client.setIoServiceEventListener(
        new IoServiceEventListener() {
          @Override
          public void connectionEstablished(
              IoConnector connector,
              SocketAddress local,
              AttributeRepository context,
              SocketAddress remote)
              throws IOException {
            throw new IOException("not today");
          }

          @Override
          public void abortEstablishedConnection(
              IoConnector connector,
              SocketAddress local,
              AttributeRepository context,
              SocketAddress remote,
              Throwable reason) {
            aborted.add(reason.getMessage());
          }
        });
    pair.start();
    ConnectFuture connecting = pair.connect(null);
    assertThrows(SshException.class, () -> connecting.verify(SshPeers.DEADLINE));
    assertEquals("not today", take(aborted));
    assertFalse(connecting.isConnected());
  }
}
