// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.junit.jupiter.api.Test;

/** What hosts and ports are called on a line; {@link SameAsPlainTest} has what is as over TCP. */
class SshNeighboursTest extends SshUnixLineSuite {
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
