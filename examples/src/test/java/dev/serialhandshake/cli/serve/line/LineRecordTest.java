// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.log.KeyName;
import dev.serialhandshake.cli.status.LineTotals;
import dev.serialhandshake.cli.status.Visitor;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineRecordTest {

  private static final Duration IDLE = Duration.ofDays(7);

  private long now;
  private final LineCounters counters = new LineCounters();
  private final LineRecord record = newRecord();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = record.connect(channel);

  private LineRecord newRecord() {
    LineAddress line = new LineAddress.Tcp(new HostPort("localhost", 1), true);
    return new LineRecord("line", line, null, null, counters, () -> now);
  }

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
    record.opened(null);
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

  @Test
  void whoIsOnTheLineAndWhatHappenedThereIsCounted() {
    KeyName key = new KeyName("ssh-ed25519", "SHA256:x", "eva@lab");
    channel.pipeline().addLast(connection);
    connection.waitsWith(HandshakeHandler.server());
    connection.observer().stateChanged(State.LISTENING, State.ANSWERED);
    now += Duration.ofMillis(300).toNanos();
    connection.sessionBegan();
    connection.handshakeTook(connection.handshakeOver(reportOfAWeek()).elapsed());
    assertNull(record.status().visitors().get(0).user(), "nobody has logged in yet");
    connection.refused("eve", List.of(key));
    now += Duration.ofMillis(700).toNanos();
    connection.loggedIn(channel, "eva", key);
    Visitor visitor = record.status().visitors().get(0);
    assertEquals(
        new Visitor(connection.since(), "eva", key.type(), key.fingerprint(), key.comment(), null),
        visitor);
    LineTotals totals = record.status().totals();
    assertEquals(1, totals.handshakes());
    assertEquals(1, totals.logins());
    assertEquals(1, totals.refusals());
    assertEquals(Duration.ofMillis(300), totals.handshakeTimes().last());
    assertEquals(Duration.ofSeconds(1), totals.loginTimes().longest());
    assertEquals(List.of(0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L), totals.handshakeTimes().counts());
    assertEquals(0, totals.sessionTimes().count());
    assertNull(totals.lastByteAt());
    channel.writeInbound(Unpooled.copyInt(1));
    assertNotNull(record.status().totals().lastByteAt());
    channel.finishAndReleaseAll();
    assertEquals(List.of(), record.status().visitors());
  }

  /** The pipelines of the session and of the line are both told that the line was reset. */
  @Test
  void whatEndsASessionIsOneFailure() {
    channel.pipeline().addLast(connection, new LineLog(connection));
    connection.sessionBegan();
    EmbeddedChannel session =
        new EmbeddedChannel(
            channel,
            DefaultChannelId.newInstance(),
            true,
            false,
            new ChannelInboundHandlerAdapter());
    IOException reset = new IOException("Connection reset");
    ChannelHandlerContext served = session.pipeline().firstContext();
    LineChannels.end(served, reset);
    LineChannels.end(served, new IOException("Broken pipe"));
    channel.pipeline().fireExceptionCaught(reset);
    assertEquals(Map.of("session_failed", 1L), record.status().totals().failures());
    assertFalse(session.isOpen());

    channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));
    assertEquals(
        Map.of("session_failed", 1L, "line_closed", 1L),
        record.status().totals().failures(),
        "another one, of which no session was told");
    channel.finishAndReleaseAll();
  }

  /** Also if it ends while it waits. Its connections are not counted as sessions of their own. */
  @Test
  void aSessionOfSeveralConnectionsLastsFromTheFirstToItsEnd() {
    channel.pipeline().addLast(connection);
    connection.sessionBegan();
    channel.writeInbound(Unpooled.copyInt(1));
    now += Duration.ofSeconds(10).toNanos();
    SessionSoFar first = connection.soFar();
    EmbeddedChannel next = new EmbeddedChannel();
    Connection second = record.connect(next);
    next.pipeline().addLast(second);
    now += Duration.ofSeconds(5).toNanos();
    second.sessionBegan();
    assertEquals(Duration.ofSeconds(5), second.goesOn(first));
    next.writeInbound(Unpooled.copyInt(1));
    now += Duration.ofSeconds(7).toNanos();
    SessionSoFar both = second.soFar();
    assertEquals(8, both.in());
    now += Duration.ofSeconds(8).toNanos();
    assertEquals(Duration.ofSeconds(30), second.lasted(both));
    second.sessionEnded(next);
    assertEquals(2, record.status().totals().sessionTimes().count());
    assertEquals(Duration.ofSeconds(30), record.status().totals().sessionTimes().last());
    channel.finishAndReleaseAll();
    next.finishAndReleaseAll();
  }

  @Test
  void aHandshakeThatItsClientLeavesIsAFailureWhenTheNextOneComes() {
    connection.waitsWith(HandshakeHandler.server());
    connection.observer().stateChanged(State.LISTENING, State.ANSWERED);
    now += Duration.ofSeconds(3).toNanos();
    connection.observer().stateChanged(State.ANSWERED_LONG_AGO, State.ANSWERED);
    assertEquals(Map.of(), record.status().totals().failures(), "the same client asks again");
    now += Duration.ofMinutes(3).toNanos();
    connection.observer().stateChanged(State.ANSWERED_LONG_AGO, State.ANSWERED);
    record.notOpened(ExitCode.PORT_BUSY, "somebody has it");
    record.notOpened(ExitCode.PORT_BUSY, "somebody has it");
    assertEquals(Map.of("no_handshake", 1L, "port_busy", 2L), record.status().totals().failures());
  }

  /** The port of a pattern that was unplugged is a new line of its name when it comes back. */
  @Test
  void aPortThatComesBackIsOpenAgain() {
    assertFalse(record.opened("/dev/ttyUSB0"), "for the first time");
    assertEquals(0, record.status().totals().reopens());
    LineRecord next = newRecord();
    assertTrue(next.opened("/dev/ttyUSB1"));
    assertEquals(1, next.status().totals().reopens());
    assertEquals("/dev/ttyUSB1", next.status().device());
  }
}
