// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineRecordTest {

  private static final Duration IDLE = Duration.ofDays(7);

  private long now;
  private final LineRecord record =
      new LineRecord(
          "line", new LineAddress.Tcp(new HostPort("localhost", 1), true), null, () -> now);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = record.connect(channel);

  private static HandshakeReport reportOfAWeek() {
    return HandshakeReport.builder(Role.SERVER, State.ESTABLISHED)
        .attempts(1)
        .elapsed(IDLE)
        .build();
  }

  @Test
  void theTimeOfAHandshakeBeginsWithTheFirstSyn() {
    HandshakeReport idle = reportOfAWeek();
    connection.waitsWith(HandshakeHandler.server());
    assertEquals(IDLE, connection.handshakeOver(idle).elapsed());
    connection.observer().stateChanged(State.LISTENING, State.ANSWERED);
    now += Duration.ofMillis(34).toNanos();
    assertEquals(Duration.ofMillis(34), connection.handshakeOver(idle).elapsed());
  }

  /** The session begins within the event that tells the end of its handshake. */
  @Test
  void theTimeOfAHandshakeIsThatOfItsOwnClient() {
    channel.pipeline().addLast(connection);
    connection.waitsWith(HandshakeHandler.server());
    connection.observer().stateChanged(State.LISTENING, State.ANSWERED);
    now += Duration.ofSeconds(34).toNanos(); // that client died
    connection.observer().stateChanged(State.ANSWERED_LONG_AGO, State.ANSWERED);
    now += Duration.ofSeconds(3).toNanos(); // it asks again
    connection.observer().stateChanged(State.ANSWERED_LONG_AGO, State.ANSWERED);
    now += Duration.ofMillis(5).toNanos();
    connection.sessionBegan();
    assertEquals(Duration.ofMillis(3_005), connection.handshakeOver(reportOfAWeek()).elapsed());
  }

  @Test
  void afterASessionTheLineHasWaitedSinceThen() {
    record.opened();
    channel.pipeline().addLast(connection);
    connection.sessionBegan();
    assertSame(connection.since(), record.status().since());
    connection.waitsWith(HandshakeHandler.server());
    assertSame(connection.since(), record.status().since());
    connection.sessionBegan();
    channel.finish();
    assertSame(connection.since(), record.status().since(), "the connection is gone");
  }

  @Test
  void whatIsToBeDoneWhenALineIsUnusedWaitsForSessionLoginAndHandshake() {
    AtomicInteger done = new AtomicInteger();
    record.whenUnused(done::incrementAndGet);
    assertEquals(1, done.get(), "nobody was on it");

    connection.sessionBegan();
    record.whenUnused(done::incrementAndGet);
    connection.loginBegan();
    assertEquals(1, done.get(), "in session");
    connection.waitsWith(HandshakeHandler.server());
    assertEquals(1, done.get(), "at the login");
    connection.observer().stateChanged(State.LISTENING, State.ANSWERED);
    connection.loginEnded();
    assertEquals(1, done.get(), "shaking hands");
    connection.observer().stateChanged(State.ANSWERED, State.LISTENING);
    assertEquals(2, done.get(), "nobody is on it");
    connection.sessionBegan();
    connection.waitsWith(HandshakeHandler.server());
    assertEquals(2, done.get(), "once");

    connection.sessionBegan();
    record.whenUnused(done::incrementAndGet);
    channel.close();
    assertEquals(3, done.get(), "the connection is gone");
  }
}
