// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import dev.serialhandshake.cli.log.KeyName;
import java.util.List;
import org.apache.sshd.common.session.Session;

/** Learns who logs in and who is refused. */
public interface LoginListener {

  /** A client has logged in. Called on the event loop of the line. */
  void loggedIn(Session session, String user, KeyName key);

  /**
   * A session has ended without a login, after at least one key was refused.
   *
   * @param keys that were refused, the first five at most; not empty
   */
  void refused(Session session, String user, List<KeyName> keys);
}
