// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.KeyName;
import dev.serialhandshake.cli.status.Visitor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record of a session at the moment when its line was lost.
 *
 * @param who the client; null if that is not known
 * @param since when it began on its last connection
 * @param beganAt when its first connection was in sync, in nanoseconds of {@link System#nanoTime}
 * @param lostAt when it lost its last connection, by the same clock
 * @param in how many bytes its connections have received
 * @param out how many bytes they have sent
 */
record SessionSoFar(
    @Nullable LoggedIn who, Instant since, long beganAt, long lostAt, long in, long out) {

  @Nullable String user() {
    return who == null ? null : who.user();
  }

  @Nullable KeyName key() {
    return who == null ? null : who.key();
  }

  /** The visitor of a session that waits. It has no connection, and so no peer. */
  Visitor waitsUntil(Instant end) {
    return Connection.visitor(since, who, null).waitingUntil(end);
  }

  /** Whose it is, as part of a message. */
  @Override
  public String toString() {
    return who == null ? "" : " of " + who.user();
  }
}
