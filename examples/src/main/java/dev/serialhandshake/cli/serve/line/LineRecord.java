// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.Visitor;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What has happened on a served line. To be used on the line's event loop only. */
final class LineRecord {

  private final String name;
  private final LineAddress line;
  private final @Nullable String origin;
  private final LongSupplier nanos;
  private final LineCounters counters;
  private final @Nullable String settings;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private LineState state = LineState.OPENING;
  private Instant since = Instant.now();
  private @Nullable String lastError;
  private @Nullable String others;
  private @Nullable String device;
  private @Nullable Runnable whenUnused;
  private @Nullable LinkSessions links;

  /**
   * Creates the record of a line that is not open yet.
   *
   * @param settings how its serial port is set up; null for other lines
   */
  LineRecord(
      String name,
      LineAddress line,
      @Nullable String origin,
      @Nullable String settings,
      LineCounters counters) {
    this(name, line, origin, settings, counters, System::nanoTime);
  }

  LineRecord(
      String name,
      LineAddress line,
      @Nullable String origin,
      @Nullable String settings,
      LineCounters counters,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.name = name;
    this.line = line;
    this.origin = origin;
    this.settings = settings;
    this.counters = counters;
  }

  /**
   * The line is open.
   *
   * @param path the real path of its serial port; null for other lines
   * @return whether a line of this name was open before
   */
  boolean opened(@Nullable String path) {
    device = path;
    become(LineState.WAITING);
    return counters.opened();
  }

  /** The line cannot be opened. */
  void notOpened(ExitCode cause, String why) {
    counters.failed(cause);
    broken(why);
  }

  /** The line has closed, or cannot be opened. */
  void broken(String why) {
    lastError = why;
    device = null;
    if (state != LineState.REOPENING) {
      become(LineState.REOPENING);
    }
  }

  private void become(LineState next) {
    state = next;
    since = Instant.now();
  }

  /** The address from which its sessions connect to their server; null if there is no fixed one. */
  @Nullable String origin() {
    return origin;
  }

  /** Adds a connection to the line, and removes it when its channel closes. */
  Connection connect(Channel channel) {
    Connection connection =
        new Connection(counters, this::lookWhetherUnused, this::loggedIn, nanos);
    connections.add(connection);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections.remove(connection);
              lookWhetherUnused();
            });
    return connection;
  }

  private void loggedIn(Channel session) {
    if (links != null) {
      links.loggedIn(session);
    }
  }

  /** Closes the connections on which nobody is. */
  void endUnused() {
    List.copyOf(connections).stream().filter(Connection::isUnused).forEach(Connection::giveWay);
  }

  /** Runs a task once, as soon as nobody is on the line. From now on the line counts as leaving. */
  void whenUnused(Runnable task) {
    whenUnused = task;
    lookWhetherUnused();
  }

  private void lookWhetherUnused() {
    Runnable task = whenUnused;
    if (task != null
        && linkSessions().isEmpty()
        && connections.stream().allMatch(Connection::isUnused)) {
      whenUnused = null;
      task.run();
    }
  }

  int connections() {
    return connections.size();
  }

  /**
   * Closes the oldest connection that waits for a handshake and on which nobody has logged in.
   *
   * @return whether there was one
   */
  boolean endOneThatWaits() {
    for (Connection connection : connections) {
      if (connection.onlyWaits()) {
        connections.remove(connection); // even if its channel does not close at once
        connection.giveWay();
        return true;
      }
    }
    return false;
  }

  /** The sessions on links. Each has a connection or waits for one. */
  private List<LinkChannel> linkSessions() {
    return links == null ? List.of() : links.sessions().stream().filter(Channel::isActive).toList();
  }

  /** Whether the line closes as soon as its sessions are over, so that no session may begin. */
  boolean isLeaving() {
    return whenUnused != null;
  }

  /** Whether a session may go on over a new connection, so that the line must stay open. */
  boolean isAwaited() {
    return !linkSessions().isEmpty();
  }

  /** A session on a link has begun. */
  void began(LinkChannel session) {
    counters.linkBegan(session);
    session.linkFuture().addListener(ended -> lookWhetherUnused());
  }

  /** Sets the sessions on links, which may outlive the connections of the line. */
  void carries(LinkSessions sessions) {
    links = sessions;
  }

  /**
   * Ends all connections, and the sessions that wait for one.
   *
   * @return the channels of the connections, which close within 500 ms
   */
  List<Channel> endConnections() {
    if (links != null) {
      links.close();
    }
    return List.copyOf(connections).stream().map(Connection::end).toList();
  }

  long sessions() {
    return counters.sessions();
  }

  /**
   * Notes which other programs have the port open.
   *
   * @param now the programs, as part of a sentence; null if there are none
   * @return whether that is news
   */
  boolean usedBy(@Nullable String now) {
    boolean news = !Objects.equals(others, now);
    others = now;
    return news;
  }

  LineStatus status() {
    LineState now = state;
    Instant began = state == LineState.WAITING ? counters.idleSince(since) : since;
    long attempts = 0;
    long discarded = 0;
    Verdict verdict = counters.lastVerdict();
    String login = null;
    Set<String> machines = new LinkedHashSet<>();
    List<Visitor> visitors = new ArrayList<>();
    for (Connection connection : connections) {
      if (state == LineState.WAITING && tellsMore(connection.state(), now)) {
        now = connection.state();
        began = connection.since();
      }
      login = connection.loginOf() == null ? login : connection.loginOf();
      Visitor visitor = connection.visitor();
      if (visitor != null) {
        visitors.add(visitor);
      }
      String machine = connection.machine();
      if (machine != null) {
        machines.add(machine);
      }
      HandshakeReport underWay = connection.handshakeReport();
      if (underWay != null) {
        attempts += underWay.attempts();
        discarded += underWay.discardedBytes();
        verdict = underWay.verdict() == null ? verdict : underWay.verdict();
      }
    }
    for (LinkChannel session : linkSessions()) {
      Visitor waits = LinkRecord.whoWaits(session);
      if (waits != null) {
        visitors.add(waits);
      }
    }
    return new LineStatus(
        name,
        line.toString(),
        device,
        settings,
        now,
        began,
        connections.size(),
        visitors,
        counters.totals(attempts, discarded),
        lastError,
        verdict == null ? null : verdict.toString(),
        others,
        origin,
        login,
        machines.isEmpty() ? null : String.join(", ", machines));
  }

  /**
   * Whether the state of a connection is shown as that of the line. With several connections, a
   * session comes first, then a login, then a handshake.
   */
  private static boolean tellsMore(LineState candidate, LineState shown) {
    return switch (candidate) {
      case IN_SESSION -> shown != LineState.IN_SESSION;
      case LOGIN -> shown == LineState.WAITING || shown == LineState.HANDSHAKING;
      case HANDSHAKING -> shown == LineState.WAITING;
      default -> false;
    };
  }
}
