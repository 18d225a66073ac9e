// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.execute;
import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.session.LineResetEvent;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a session ends, the next one runs on the same open line. */
abstract class SshSessionsOnOneLineSuite {
  private final BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();

  @TempDir Path directory;
  SshPeers peers;
  Channel line;

  abstract Transport.Kind transport();

  @BeforeEach
  void start() throws Exception {
    peers = new SshPeers(transport(), directory, Duration.ofMillis(200));
    openLine();
  }

  /** The client's end, where a client shakes hands again after each session. */
  final void openLine() throws Exception {
    line = peers.line().handler(peers.clientLoop(connecting)).connect().sync().channel();
  }

  @AfterEach
  void stop() throws Exception {
    line.close().sync();
    peers.close();
  }

  final ClientSession login() throws Exception {
    return SshPeers.login(take(connecting));
  }

  final void assertNextSessionWorks() throws Exception {
    assertTrue(line.isOpen());
    try (ClientSession session = login()) {
      execute(session, "exit 3", new byte[0], 3);
    }
  }

  @Test
  void afterLogout() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertNextSessionWorks();
      take(peers.ended);
    }
  }

  @Test
  void afterTheServerEndedTheSession() throws Exception {
    ClientSession session = login();
    peers.server.getActiveSessions().get(0).close(true);
    session.close(true);
    assertNextSessionWorks();
  }

  @Test
  void afterTheClientFellSilent() throws Exception {
    login();
    line.pipeline().remove(SessionLoopHandler.class);
    take(peers.ended);
    line.pipeline().addLast(peers.clientLoop(connecting));
    assertNextSessionWorks();
  }

  /** In which MINA sends no keep-alive. */
  @Test
  void afterTheClientDiedInAKeyReExchange() throws Exception {
    login();
    line.pipeline().remove(SessionLoopHandler.class);
    peers.server.getActiveSessions().get(0).reExchangeKeys();
    take(peers.ended);
    line.pipeline().addLast(peers.clientLoop(connecting));
    assertNextSessionWorks();
  }

  @Test
  void afterAReset() throws Exception {
    ClientSession session = login();
    take(peers.serverLines).pipeline().fireUserEventTriggered(new LineResetEvent() {});
    take(peers.ended);
    session.close(true);
    assertNextSessionWorks();
  }

  /** SSH's MAC, or what it takes for the length of a packet, tells. */
  @Test
  void afterGarbageInTheMiddleOfTheSession() throws Exception {
    ClientSession session = login();
    byte[] garbage = new byte[5000];
    new Random(1).nextBytes(garbage);
    line.writeAndFlush(Unpooled.wrappedBuffer(garbage)).sync();
    take(peers.ended);
    session.close(true);
    assertNextSessionWorks();
  }

  @Test
  void afterTheClientsMachineRebooted() throws Exception {
    login();
    line.pipeline().remove(SessionLoopHandler.class);
    String log = "[    0.000000] Linux version 6.1.0 (gcc 12.2.0) #1 SMP PREEMPT_DYNAMIC\r\n";
    line.writeAndFlush(Unpooled.copiedBuffer(log.repeat(20), US_ASCII)).sync();
    take(peers.ended);
    line.pipeline().addLast(peers.clientLoop(connecting));
    assertNextSessionWorks();
  }

  @Test
  void afterMinasIdleTimeout() throws Exception {
    ClientSession session = login();
    CoreModuleProperties.IDLE_TIMEOUT.set(
        peers.server.getActiveSessions().get(0), Duration.ofMillis(1));
    take(peers.ended);
    session.close(true);
    assertNextSessionWorks();
  }

  @Test
  void clientThatAnswersKeepsItsSession() throws Exception {
    CountDownLatch asked = new CountDownLatch(6);
    peers.client.setGlobalRequestHandlers(
        List.of(
            (service, request, wantReply, buffer) -> {
              asked.countDown();
              return RequestHandler.Result.ReplyFailure;
            }));
    try (ClientSession session = login()) {
      assertTrue(asked.await(30, TimeUnit.SECONDS));
      execute(session, "exit 0", new byte[0], 0);
    }
  }
}
