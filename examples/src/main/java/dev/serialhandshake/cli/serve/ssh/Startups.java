// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.SessionEnd;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import java.util.List;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many clients may be between the handshake and their login, as OpenSSH's MaxStartups.
 * Each of them takes memory for the packet that it sends and for its key exchange. Without a limit,
 * anybody who can connect to a line could begin any number.
 */
final class Startups {

  private static final String CAUSE = "too many others have not logged in yet";

  private final SshServers servers;
  private final int perLine;
  private final int inAll;
  private volatile boolean told;

  Startups(SshServers servers, int perLine, int inAll) {
    this.servers = servers;
    this.perLine = perLine;
    this.inAll = inAll;
  }

  /**
   * The listener that accepted the connection of a session, or else the channel of its line. All
   * connections of one line have the same.
   */
  private static @Nullable Channel listener(@Nullable Channel session) {
    Channel top = session;
    while (top != null && top.parent() != null) {
      top = top.parent();
    }
    return top;
  }

  /**
   * Whether a session may begin. If not, this ends it: on a line that listens its connection closes
   * too.
   */
  boolean admit(Channel session) {
    List<AbstractSession> waiting = servers.beforeLogin();
    Channel line = listener(session);
    long onLine =
        waiting.stream().filter(other -> line == listener(SshLines.channel(other))).count();
    if (waiting.size() < inAll && onLine < perLine) {
      told = false;
      return true;
    }
    if (!told) {
      told = true; // one event for a flood of clients
      tell(
          session,
          onLine >= perLine
              ? others(onLine, "this line") + " (--max-startups)"
              : others(waiting.size(), "all lines") + " (--max-startups-in-all)");
    }
    SessionEnd.because(session, CAUSE);
    Channel connection = session.parent();
    boolean accepted = connection.parent() instanceof ServerChannel;
    LineChannels.close(accepted ? connection : session);
    return false;
  }

  private static void tell(Channel session, String why) {
    LineChannels.event(EventKind.REFUSED, session, "a client is sent away, because " + why)
        .cause(CAUSE)
        .tell();
  }

  private static String others(long count, String where) {
    return (count == 1 ? "1 other client on " : count + " other clients on ")
        + where
        + (count == 1 ? " has not logged in yet" : " have not logged in yet");
  }
}
