// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.LineStatus.State;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Verdict;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has happened on a served line. On the line's event loop only. */
final class LineRecord {

  private final LineAddress line;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private State state = State.OPENING;
  private Instant since = Instant.now();
  private long sessions;
  private long attempts;
  private long discardedBytes;
  private long bytesIn;
  private long bytesOut;
  private @Nullable String lastError;
  private @Nullable Verdict lastVerdict;
  private @Nullable String others;

  LineRecord(LineAddress line) {
    this.line = line;
  }

  void opened() {
    become(State.WAITING);
  }

  /** A session or a handshake of one of its connections is over. */
  void waitsAgain(Instant now) {
    since = state == State.WAITING ? now : since;
  }

  /** The line closed, or cannot be opened. */
  void broken(String why) {
    lastError = why;
    if (state != State.REOPENING) {
      become(State.REOPENING);
    }
  }

  private void become(State next) {
    state = next;
    since = Instant.now();
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  int connections() {
    return connections.size();
  }

  /** The first connection that waits for a handshake, and on which nobody has logged in yet. */
  @Nullable Connection oldestThatWaits() {
    for (Connection connection : connections) {
      if (connection.onlyWaits()) {
        return connection;
      }
    }
    return null;
  }

  /** Ends them all; returns their channels, which close soon. */
  List<Channel> endConnections() {
    return List.copyOf(connections).stream().map(Connection::end).toList();
  }

  void read(int bytes) {
    bytesIn += bytes;
  }

  void wrote(int bytes) {
    bytesOut += bytes;
  }

  void sessionBegan() {
    sessions++;
  }

  long sessions() {
    return sessions;
  }

  /**
   * Which other programs have the port open, in a clause; null for none.
   *
   * @return whether that is news
   */
  boolean usedBy(@Nullable String now) {
    boolean news = !Objects.equals(others, now);
    others = now;
    return news;
  }

  /** A handshake has ended. */
  void count(HandshakeReport report) {
    attempts += report.attempts();
    discardedBytes += report.discardedBytes();
    if (report.verdict() != null) {
      lastVerdict = report.verdict();
    }
  }

  LineStatus status() {
    State now = state;
    Instant began = since;
    long seenAttempts = attempts;
    long seenDiscarded = discardedBytes;
    Verdict verdict = lastVerdict;
    for (Connection connection : connections) {
      if (connection.state().compareTo(now) > 0 && state == State.WAITING) {
        now = connection.state();
        began = connection.since();
      }
      HandshakeReport underWay = connection.handshakeReport();
      if (underWay != null) {
        seenAttempts += underWay.attempts();
        seenDiscarded += underWay.discardedBytes();
        verdict = underWay.verdict() == null ? verdict : underWay.verdict();
      }
    }
    return new LineStatus(
        line.toString(),
        now,
        began,
        connections.size(),
        sessions,
        seenAttempts,
        seenDiscarded,
        bytesIn,
        bytesOut,
        lastError,
        verdict == null ? null : verdict.toString(),
        others);
  }
}
