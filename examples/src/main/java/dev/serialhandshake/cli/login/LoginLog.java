// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import dev.serialhandshake.cli.console.Console;
import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** Says who logged in and who was refused: one line for a session, as sshd's. */
final class LoginLog implements SessionListener {

  private static final AttributeKey<Attempts> ATTEMPTS = new AttributeKey<>();

  private static final int MOST_KEYS = 5;

  private static final int LONGEST_NAME = 64;

  private final Function<Session, String> lines;

  /**
   * For one server.
   *
   * @param lines names the line that a session is on
   */
  LoginLog(Function<Session, String> lines) {
    this.lines = lines;
  }

  /**
   * What a client tried before its login.
   *
   * @param user the name that it claims
   * @param keys that let nobody in
   */
  private record Attempts(String user, Set<String> keys) {}

  /** Remembers a key that lets nobody in. What is kept is bounded. */
  static void refused(Session session, String user, PublicKey key) {
    Attempts attempts = session.getAttribute(ATTEMPTS);
    if (attempts == null) {
      attempts = new Attempts(shortened(user), new LinkedHashSet<>());
      session.setAttribute(ATTEMPTS, attempts);
    }
    if (attempts.keys().size() < MOST_KEYS) {
      attempts.keys().add(LoginKey.name(key));
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    LoginKey key = LoginKeys.of(session);
    if (event == Event.Authenticated && key != null) {
      say(session, shortened(session.getUsername()) + " logged in with " + key);
    }
  }

  @Override
  public void sessionClosed(Session session) {
    Attempts attempts = session.getAttribute(ATTEMPTS);
    if (attempts != null && !session.isAuthenticated()) {
      say(session, attempts.user() + " was refused with " + String.join(", ", attempts.keys()));
    }
  }

  private static String shortened(@Nullable String name) {
    String text = String.valueOf(name);
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...";
  }

  private void say(Session session, String what) {
    Console.say(lines.apply(session) + ": " + what);
  }
}
