// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import dev.serialhandshake.cli.console.Shown;
import dev.serialhandshake.cli.log.KeyName;
import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** Finds out who logged in and who was refused, and reports it once for each session. */
final class LoginLog implements SessionListener {

  private static final AttributeKey<Attempts> ATTEMPTS = new AttributeKey<>();

  private static final int MOST_KEYS = 5;

  private static final int LONGEST_NAME = 64;

  private final LoginListener listener;

  LoginLog(LoginListener listener) {
    this.listener = listener;
  }

  /**
   * What a client has tried before its login.
   *
   * @param user the name of its first try
   * @param keys that were refused
   */
  private record Attempts(String user, Set<KeyName> keys) {}

  /** Remembers a key that was refused: five keys at most, and a bounded part of the user's name. */
  static void refused(Session session, String user, PublicKey key) {
    Attempts attempts = session.getAttribute(ATTEMPTS);
    if (attempts == null) {
      attempts = new Attempts(shortened(user), new LinkedHashSet<>());
      session.setAttribute(ATTEMPTS, attempts);
    }
    if (attempts.keys().size() < MOST_KEYS) {
      attempts.keys().add(LoginKey.name(key, ""));
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    LoginKey key = LoginKeys.of(session);
    if (event == Event.Authenticated && key != null) {
      listener.loggedIn(session, shortened(session.getUsername()), key.name());
    }
  }

  @Override
  public void sessionClosed(Session session) {
    Attempts attempts = session.getAttribute(ATTEMPTS);
    if (attempts != null && !session.isAuthenticated()) {
      listener.refused(session, attempts.user(), List.copyOf(attempts.keys()));
    }
  }

  private static String shortened(@Nullable String name) {
    return Shown.shortened(String.valueOf(name), LONGEST_NAME);
  }
}
