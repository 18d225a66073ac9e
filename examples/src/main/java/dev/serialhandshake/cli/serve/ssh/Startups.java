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
 * How many clients may be between the handshake and their login, as OpenSSH's MaxStartups. Each
 * keeps memory for the packet that it sends and for its key exchange; whoever is on a line can make
 * as many as it likes.
 */
final class Startups {

  private final SshServers servers;
  private final int perLine;
  private final int inAll;
  private volatile boolean told;

  Startups(SshServers servers, int perLine, int inAll) {
    this.servers = servers;
    this.perLine = perLine;
    this.inAll = inAll;
  }

  /** What all connections of one line have in common. */
  private static @Nullable Channel listener(@Nullable Channel session) {
    Channel top = session;
    while (top != null && top.parent() != null) {
      top = top.parent();
    }
    return top;
  }

  /** Whether a session may begin; if not, ends it, and the connection that it came by. */
  boolean admit(Channel session) {
    List<AbstractSession> waiting = servers.beforeLogin();
    Channel line = listener(session);
    if (waiting.size() < inAll
        && waiting.stream().filter(other -> line == listener(SshLines.channel(other))).count()
            < perLine) {
      told = false;
      return true;
    }
    if (!told) {
      told = true; // once, not for each of a flood
      LineChannels.event(
              EventKind.REFUSED,
              session,
              "a client is sent away, because "
                  + waiting.size()
                  + " others have not logged in yet (--max-startups)")
          .cause("too many others have not logged in yet")
          .tell();
    }
    SessionEnd.because(session, "too many others have not logged in yet");
    Channel connection = session.parent();
    boolean accepted = connection.parent() instanceof ServerChannel;
    LineChannels.close(accepted ? connection : session);
    return false;
  }
}
