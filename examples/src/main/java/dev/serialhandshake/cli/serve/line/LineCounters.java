// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.status.LineTotals;
import dev.serialhandshake.cli.status.LinkTotals;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.netty.link.LinkChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counts of all connections of a line together. They go on when a reload changes the line. To
 * be used on the line's event loop only.
 */
final class LineCounters {

  private static final String SESSION_FAILED = "session_failed";

  private final Instant since = Instant.now();
  private long handshakes;
  private long logins;
  private long refusals;
  private long attempts;
  private long reopens;
  private boolean everOpened;
  private long discardedBytes;
  private long bytesIn;
  private long bytesOut;
  private long lastByteMillis;
  private final Map<String, Long> failures = new TreeMap<>();
  private final Set<LinkChannel> links = new LinkedHashSet<>();
  private LinkTotals linksThatEnded = LinkTotals.NONE;
  private final Stopwatch handshakeTimes = new Stopwatch();
  private final Stopwatch loginTimes = new Stopwatch();
  private final Stopwatch sessionTimes = new Stopwatch();
  private @Nullable Verdict lastVerdict;
  private Instant idleSince = Instant.MIN;

  void read(int bytes) {
    bytesIn += bytes;
    lastByteMillis = System.currentTimeMillis();
  }

  void wrote(int bytes) {
    bytesOut += bytes;
  }

  /** A handshake has succeeded, and its session begins. */
  void sessionBegan() {
    handshakes++;
  }

  void sessionLasted(Duration time) {
    sessionTimes.took(time);
  }

  /** A handshake that has succeeded took so long. */
  void handshakeTook(Duration time) {
    handshakeTimes.took(time);
  }

  /**
   * Somebody has logged in.
   *
   * @param time since the first SYN; null if that is not known
   */
  void loggedIn(@Nullable Duration time) {
    logins++;
    if (time != null) {
      loginTimes.took(time);
    }
  }

  /** A client has left without a login, because none of its keys may log in. */
  void refused() {
    refusals++;
  }

  /** The line could not be opened, or a handshake has failed. */
  void failed(ExitCode cause) {
    failed(cause.name().toLowerCase(Locale.ROOT));
  }

  /** The service of a session has failed. */
  void sessionFailed() {
    failed(SESSION_FAILED);
  }

  private void failed(String cause) {
    failures.merge(cause, 1L, Long::sum);
  }

  /**
   * The line is open.
   *
   * @return whether a line of this name was open before
   */
  boolean opened() {
    boolean again = everOpened;
    everOpened = true;
    if (again) {
      reopens++;
    }
    return again;
  }

  /** A handshake has ended. */
  void count(HandshakeReport report) {
    attempts += report.attempts();
    discardedBytes += report.discardedBytes();
    if (report.verdict() != null) {
      lastVerdict = report.verdict();
    }
  }

  /** A session on a link has begun. */
  void linkBegan(LinkChannel session) {
    links.add(session);
    session
        .linkFuture()
        .addListener(
            ended -> {
              links.remove(session);
              linksThatEnded = linksThatEnded.plus(session.counters());
            });
  }

  private LinkTotals links() {
    LinkTotals all = linksThatEnded;
    for (LinkChannel session : links) {
      all = all.plus(session.counters());
    }
    return all;
  }

  /** A session or a handshake of one of the connections is over. */
  void waitsAgain(Instant now) {
    idleSince = now;
  }

  /** How many sessions there were: one after each handshake that has succeeded. */
  long sessions() {
    return handshakes;
  }

  /**
   * All counts, together with those of handshakes that are under way.
   *
   * @param moreAttempts the attempts of handshakes that are under way
   * @param moreDiscarded the bytes that these have discarded
   */
  LineTotals totals(long moreAttempts, long moreDiscarded) {
    return new LineTotals(
        since,
        handshakes,
        logins,
        refusals,
        attempts + moreAttempts,
        reopens,
        discardedBytes + moreDiscarded,
        bytesIn,
        bytesOut,
        lastByteMillis == 0 ? null : Instant.ofEpochMilli(lastByteMillis),
        failures,
        links(),
        handshakeTimes.times(),
        loginTimes.times(),
        sessionTimes.times());
  }

  /** The last verdict that a handshake ended with; null if there was none. */
  @Nullable Verdict lastVerdict() {
    return lastVerdict;
  }

  /** When the last session or handshake was over, but not before {@code opened}. */
  Instant idleSince(Instant opened) {
    return idleSince.isAfter(opened) ? idleSince : opened;
  }
}
