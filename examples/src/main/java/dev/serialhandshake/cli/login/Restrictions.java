// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the options of a key allow. A key without options may do everything.
 *
 * @param pty whether a session may have a terminal
 * @param ports whether connections and sockets may be forwarded, in either direction
 * @param agent whether the client's agent may be forwarded
 * @param x11 whether X11 may be forwarded
 * @param command runs in place of everything that the client asks for; it has one character for
 *     each byte (ISO 8859-1); null: the client chooses
 * @param expires the key lets nobody in from this time on; null: it does not expire
 */
public record Restrictions(
    boolean pty,
    boolean ports,
    boolean agent,
    boolean x11,
    @Nullable String command,
    @Nullable Instant expires) {

  /** Everything is allowed. */
  public static final Restrictions NONE = new Restrictions(true, true, true, true, null, null);

  /** Nothing is allowed. */
  static final Restrictions ALL = new Restrictions(false, false, false, false, null, null);

  boolean areExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }
}
