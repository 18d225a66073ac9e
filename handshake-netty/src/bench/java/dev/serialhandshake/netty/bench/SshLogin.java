// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;

/** One login by Apache MINA SSHD's client to its server over loopback TCP: connect to key. */
final class SshLogin implements Rounds.Load, AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Loopback loopback = new Loopback(TransportKind.NIO);
  private final SshServer server = SshServer.setUpDefaultServer();
  private final SshClient client = SshClient.setUpDefaultClient();
  private final boolean handshake;
  private final Channel listener;

  private SshLogin(boolean handshake, KeyPair hostKey, KeyPair userKey) throws Exception {
    this.handshake = handshake;
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
    server.start();
    client.setIoServiceFactoryFactory(new SshLines());
    client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(userKey));
    client.setServerKeyVerifier(
        (session, address, key) -> KeyUtils.compareKeys(key, hostKey.getPublic()));
    client.start();
    listener =
        loopback.listen(
            line -> {
              if (handshake) {
                line.pipeline().addLast(HandshakeHandler.server());
              }
              line.pipeline().addLast(SshLines.sessions(server));
            });
  }

  static List<Figure> measure(Effort effort) throws Exception {
    KeyPair hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    KeyPair userKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    try (SshLogin with = new SshLogin(true, hostKey, userKey);
        SshLogin without = new SshLogin(false, hostKey, userKey)) {
      return List.of(
          Rounds.of(with, without, 20, effort.pick(2, 10), effort.pick(3, 41))
              .time("SSH login over the handshake, and without", Bar.ratioAtMost(1.02)));
    }
  }

  @Override
  public long[] run(int operations) throws Exception {
    long[] times = new long[operations];
    for (int i = 0; i < operations; i++) {
      long start = System.nanoTime();
      ClientSession session = login();
      times[i] = System.nanoTime() - start;
      session.close();
    }
    return times;
  }

  private ClientSession login() throws Exception {
    Bootstrap line =
        loopback
            .connectTo(
                channel -> {
                  if (handshake) {
                    channel.pipeline().addLast(HandshakeHandler.client());
                  }
                })
            .remoteAddress(listener.localAddress());
    ClientSession session =
        SshLines.connect(client, "user", "localhost", line).verify(DEADLINE).getSession();
    session.auth().verify(DEADLINE);
    return session;
  }

  @Override
  public void close() throws IOException {
    client.stop();
    server.stop(true);
    loopback.close();
  }
}
