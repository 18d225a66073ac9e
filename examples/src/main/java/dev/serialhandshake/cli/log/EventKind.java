// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import dev.serialhandshake.cli.console.Priority;
import java.util.Locale;

/** What happened. {@code event.schema.json} lists the same words. */
public enum EventKind {
  /** A line was opened for the first time, and waits for a client. */
  WAITING(Priority.INFO),
  /** A handshake has succeeded: a client is on the line. */
  HANDSHAKE(Priority.INFO),
  /** A handshake failed, or a session, or the program that serves the session. */
  FAILED(Priority.WARNING),
  /** Somebody has logged in. */
  LOGIN(Priority.NOTICE),
  /** A login was refused. */
  REFUSED(Priority.WARNING),
  /** A session is over, or a login at the terminal. */
  END(Priority.INFO),
  /** The log now knows the peer: a person at the login of the line, or a virtual machine's name. */
  PEER(Priority.INFO),
  /** The line was closed, or cannot be opened. */
  LOST(Priority.WARNING),
  /** A line that was lost is open again. */
  BACK(Priority.NOTICE),
  /** The file of lines was read again. */
  RELOAD(Priority.NOTICE),
  /** Any other message of serve. */
  NOTICE(Priority.NOTICE),
  /** Something went wrong that does not concern a line. */
  ERROR(Priority.ERROR),
  /** A line of text that a library or a child process has written. */
  OUTPUT(Priority.INFO);

  private final Priority priority;

  EventKind(Priority priority) {
    this.priority = priority;
  }

  Priority priority() {
    return priority;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
