// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import dev.serialhandshake.cli.log.KeyName;
import java.util.List;
import org.apache.sshd.common.session.Session;

/** Is told who logs in and who is refused. */
public interface LoginListener {

  /** Somebody has logged in. On the event loop of the line. */
  void loggedIn(Session session, String user, KeyName key);

  /**
   * A session is over, and nobody has logged in.
   *
   * @param keys that let nobody in; the first of them, if there were many. Not empty
   */
  void refused(Session session, String user, List<KeyName> keys);
}
