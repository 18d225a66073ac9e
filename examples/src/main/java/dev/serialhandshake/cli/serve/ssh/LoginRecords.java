// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.log.KeyName;
import dev.serialhandshake.cli.login.LoginListener;
import dev.serialhandshake.cli.serve.line.Connection;
import dev.serialhandshake.cli.serve.line.SessionEnd;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.channel.Channel;
import java.util.List;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link Connection} of an SSH session who logs in, who is refused, and why the session
 * ends.
 */
final class LoginRecords implements LoginListener, SessionListener {

  @Override
  public void loggedIn(Session session, String user, KeyName key) {
    Channel channel = SshLines.channel(session);
    Connection connection = Connection.of(channel);
    if (channel != null && connection != null) {
      connection.loggedIn(channel, user, key);
    }
  }

  @Override
  public void refused(Session session, String user, List<KeyName> keys) {
    Connection connection = Connection.of(SshLines.channel(session));
    if (connection != null) {
      connection.refused(user, keys);
    }
  }

  @Override
  public void sessionDisconnect(
      Session session,
      int reason,
      @Nullable String message,
      @Nullable String language,
      boolean ours) {
    if (message != null && !message.isEmpty()) {
      SessionEnd.because(SshLines.channel(session), (ours ? "" : "the client said: ") + message);
    }
  }

  @Override
  public void sessionException(Session session, Throwable failure) {
    Watchdog.seen(failure);
    SessionEnd.because(SshLines.channel(session), String.valueOf(failure.getMessage()));
  }
}
