// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Test;

/** A client on a line notices that its server has died. */
class ClientHeartbeatTest extends SshUnixLineSuite {
  @Test
  void aClientForWhichNothingIsSetAsksItsServer() throws Exception {
    ClientSession session = peers.login();
    assertInstanceOf(SshKeepAlive.class, session.getReservedSessionMessagesHandler());
    assertEquals(HeartbeatType.RESERVED, session.getSessionHeartbeatType());
    assertEquals(Duration.ofSeconds(30), session.getSessionHeartbeatInterval());
    session.close(true);
  }

  @Test
  void aHeartbeatOfTheUsersOwnIsLeftAlone() throws Exception {
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(peers.client, Duration.ofSeconds(7));
    assertNothingIsInstalled();
  }

  @Test
  void aUserWhoWantsNoHeartbeatHasNone() throws Exception {
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(peers.client, Duration.ZERO);
    assertNothingIsInstalled();
  }

  @Test
  void aHeartbeatThatIsSetForSessionsIsLeftAlone() throws Exception {
    peers.client.setSessionHeartbeat(HeartbeatType.IGNORE, Duration.ofSeconds(7));
    assertNothingIsInstalled();
  }

  private void assertNothingIsInstalled() throws Exception {
    ClientSession session = peers.login();
    assertNull(session.getReservedSessionMessagesHandler());
    session.close(true);
  }

  @Test
  void aHandlerOfTheUsersOwnIsLeftAlone() throws Exception {
    ReservedSessionMessagesHandler own = new ReservedSessionMessagesHandler() {};
    peers.client.setReservedSessionMessagesHandler(own);
    ClientSession session = peers.login();
    assertEquals(own, session.getReservedSessionMessagesHandler());
    session.close(true);
  }

  /** As if it were killed: its line stays open, and nobody reads it. */
  @Test
  void theSessionEndsWhenItsServerHasDiedOnALineThatStaysOpen() throws Exception {
    peers.client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionEvent(Session session, Event event) {
            if (event == Event.KeyEstablished) {
              session.setSessionHeartbeat(HeartbeatType.RESERVED, Duration.ofMillis(50));
            }
          }
        });
    BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();
    Channel line = peers.line().handler(peers.clientLoop(connecting)).connect().sync().channel();
    ClientSession session = SshPeers.login(take(connecting));
    take(peers.serverLines).pipeline().remove(SessionLoopHandler.class);
    var seen = session.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), SshPeers.DEADLINE);
    assertTrue(seen.contains(ClientSessionEvent.CLOSED), seen.toString());
    assertTrue(line.isOpen());
    line.close().sync();
  }
}
