// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.LinkFailures;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.cli.linktest.LinkTestWords;
import dev.serialhandshake.cli.probe.LinkFindings.Flow;
import dev.serialhandshake.cli.status.LinkTotals;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkException;
import dev.serialhandshake.core.link.LinkSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code probe --link}: measures a link on a line, after the handshake. */
final class LinkMeter {

  private static final int ROUND_TRIPS = 20;
  private static final long FIRST_BYTES = 256;

  /** How long a block should take. A block that takes half of this is long enough to measure. */
  private static final long TARGET_NANOS = TimeUnit.SECONDS.toNanos(4);

  private static final int MOST_GROWTH = 16;
  private static final Duration EXPECTED = Duration.ofSeconds(12);

  /** When the line is lost, the test ends and does not wait for it. */
  private static final Duration NO_GRACE = Duration.ofMillis(1);

  private final LineAddress line;
  private final HandshakeReport handshake;
  private final LinkSettings settings;
  private volatile @Nullable IOException lost;

  /**
   * Creates it.
   *
   * @param handshake the report of the handshake
   * @param settings the settings of the link, without a grace time
   */
  LinkMeter(LineAddress line, HandshakeReport handshake, LinkSettings.Builder settings) {
    this.line = line;
    this.handshake = handshake;
    this.settings = settings.grace(NO_GRACE).build();
  }

  /** Runs the test. The line is closed afterwards. */
  LinkFindings run(OpenLine open) throws CommandFailure, IOException {
    long began = System.nanoTime();
    try (BlockingLink link = link(open);
        Stall stall = new Stall(link)) {
      try {
        LinkStream stream = new LinkStream(link, stall);
        if (!stream.ask(LinkTestWords.REQUEST).equals(LinkTestWords.REQUEST)) {
          throw noTest();
        }
        List<Duration> trips = roundTrips(stream);
        List<Flow> flows = flows(stream, trips.get(trips.size() / 2).toNanos());
        LinkTotals totals = LinkTotals.NONE.plus(link.counters());
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        return new LinkFindings(
            line, handshake, flows.get(0), flows.get(1), trips, totals, elapsed);
      } catch (IOException e) {
        throw stall.isStalled() ? stalled(e) : ended(e);
      }
    }
  }

  private BlockingLink link(OpenLine open) throws CommandFailure {
    BlockingLink.Observer observer =
        new BlockingLink.Observer() {
          @Override
          public void interrupted(@Nullable IOException cause) {
            lost = cause;
          }
        };
    Link link = Link.client(settings, new SecureRandom());
    try {
      return BlockingLink.open(link, open, LinkMeter::noOther, observer);
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private static BlockingLink.Line noOther(Duration most) throws IOException {
    throw new IOException("a test does not open its line again");
  }

  private List<Duration> roundTrips(LinkStream stream) throws CommandFailure, IOException {
    List<Duration> trips = new ArrayList<>();
    for (int i = 0; i < ROUND_TRIPS; i++) {
      long asked = System.nanoTime();
      if (!stream.sends(0)) {
        throw noTest();
      }
      trips.add(Duration.ofNanos(System.nanoTime() - asked));
    }
    Collections.sort(trips);
    return trips;
  }

  /** Measures both directions: first to the peer, then from it. */
  private List<Flow> flows(LinkStream stream, long trip) throws IOException {
    try (Progress progress = new Progress(line + ": measuring a link each way", EXPECTED, 2)) {
      Flow toPeer = flow(stream::sends, trip);
      progress.at(1);
      Flow fromPeer = flow(stream::receives, trip);
      progress.at(2);
      return List.of(toPeer, fromPeer);
    }
  }

  /** Moves bytes in one direction. */
  private interface Move {
    boolean of(long count) throws IOException;
  }

  /** Moves longer and longer blocks until one takes long enough, and returns that one. */
  private static Flow flow(Move move, long trip) throws IOException {
    long count = FIRST_BYTES;
    boolean same = true;
    while (true) {
      long began = System.nanoTime();
      same &= move.of(count);
      long nanos = Math.max(1, System.nanoTime() - began);
      if (nanos >= TARGET_NANOS / 2 || count >= LinkTestWords.MOST_BYTES || !same) {
        return new Flow(count, Duration.ofNanos(Math.max(nanos - trip, nanos / 2)), same);
      }
      long wanted = (long) ((double) count * TARGET_NANOS / nanos);
      long most = Math.min(count * MOST_GROWTH, LinkTestWords.MOST_BYTES);
      count = Math.min(Math.max(wanted, 2 * count), most);
    }
  }

  private CommandFailure noTest() {
    return failure(
        ExitCode.NO_LINK,
        "the other end has a link, but no test of it; run a `serve` of this version there",
        null);
  }

  private CommandFailure stalled(IOException e) {
    return failure(
        ExitCode.LINE_CLOSED,
        "the other end has a link, but its test has not gone on for "
            + Stall.LIMIT.toSeconds()
            + " s; see whether it is busy, and probe again",
        e);
  }

  private CommandFailure ended(IOException e) {
    IOException cause = lost;
    if (!(e instanceof LinkException link) || link.end() != LinkEnd.GRACE_OVER) {
      return LinkFailures.ended(line, settings, e);
    }
    return cause == null
        ? failure(
            ExitCode.LINE_CLOSED,
            "the other end fell silent during the test; see whether it runs, and probe again",
            e)
        : LineFailures.lost(line, cause);
  }

  private CommandFailure failure(ExitCode code, String message, @Nullable Exception cause) {
    return new CommandFailure(code, line + ": " + message, cause);
  }
}
