// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.channel.Channel;
import java.io.IOException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Tells the peer that a session ends. MINA says nothing when it closes a session, since over TCP
 * the end of the connection tells. A line that stays open has no such end: without a word, the peer
 * would wait for its keep-alive, or for ever. So SSH_MSG_DISCONNECT is the last that is written,
 * unless either end has sent it already.
 */
final class LastWords implements SessionListener {

  private final Channel channel;
  private boolean said;

  /** For a session on a channel. */
  LastWords(Channel channel) {
    this.channel = channel;
  }

  /** Closes the sessions of a service that stops, while their lines can carry their last words. */
  static void closeAll(IoService service) {
    for (IoSession line : service.getManagedSessions().values()) {
      AbstractSession session = AbstractSession.getSession(line, true);
      if (session != null) {
        session.close(true);
      }
    }
  }

  @Override
  public synchronized void sessionDisconnect(
      Session session, int reason, String message, String language, boolean initiator) {
    said = true;
  }

  /** Called while the session can still write. */
  @Override
  public synchronized void sessionClosed(Session session) {
    boolean identified = session.getClientVersion() != null && session.getServerVersion() != null;
    if (said || !identified || !channel.isActive()) {
      return;
    }
    said = true;
    Buffer words = session.createBuffer(SshConstants.SSH_MSG_DISCONNECT);
    words.putUInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION);
    words.putString("the session is closed");
    words.putString("");
    try {
      session.writePacket(words);
    } catch (IOException | RuntimeException e) {
      // The line takes no more: then the peer's own liveness check has to tell it.
    }
  }
}
