// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.serve.line.Transport;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;

/** What the SSH servers of a process have in common: there is one for each set of options. */
public final class SshServers {

  private final Set<SshServer> running = ConcurrentHashMap.newKeySet();
  private @Nullable EventLoopGroup forwarding;

  /**
   * The event loops of forwarded connections and agents. They are not those of the lines, so that
   * this traffic keeps no line waiting.
   */
  synchronized EventLoopGroup forwarding() {
    EventLoopGroup made = forwarding;
    if (made == null) {
      made = Transport.newDaemonEventLoops("ssh-forwarding");
      forwarding = made;
    }
    return made;
  }

  void add(SshServer server) {
    running.add(server);
  }

  void remove(SshServer server) {
    running.remove(server);
  }

  /** The sessions of all lines whose client has not logged in yet. */
  List<AbstractSession> beforeLogin() {
    return running.stream()
        .flatMap(server -> server.getActiveSessions().stream())
        .filter(session -> !session.isAuthenticated() && !session.isClosing())
        .toList();
  }
}
