// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import dev.serialhandshake.cli.console.Priority;
import java.util.Locale;

/** What happened. {@code event.schema.json} lists the same words. */
public enum EventKind {
  /** A line is open for the first time, and waits for a client. */
  WAITING(Priority.INFO),
  /** A handshake is done: somebody is on the line. */
  HANDSHAKE(Priority.INFO),
  /** A handshake, a session or what serves it failed. */
  FAILED(Priority.WARNING),
  /** Somebody has logged in. */
  LOGIN(Priority.NOTICE),
  /** Somebody was not let in. */
  REFUSED(Priority.WARNING),
  /** A session is over, or a login at the terminal. */
  END(Priority.INFO),
  /** Somebody is at the login of the line, or the virtual machine on it told its name. */
  PEER(Priority.INFO),
  /** The line closed, or cannot be opened. */
  LOST(Priority.WARNING),
  /** It is open again. */
  BACK(Priority.NOTICE),
  /** The file of lines was read anew. */
  RELOAD(Priority.NOTICE),
  /** Anything else that serve has to say. */
  NOTICE(Priority.NOTICE),
  /** Something went wrong that is of no line. */
  ERROR(Priority.ERROR),
  /** A line that a library or a child has written. */
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
