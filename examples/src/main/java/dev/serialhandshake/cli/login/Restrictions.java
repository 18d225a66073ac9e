// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the options of a key allow. Without options everything is allowed.
 *
 * @param pty whether a session may have a terminal
 * @param ports whether connections and sockets may be forwarded, in either direction
 * @param agent whether the client's agent may be forwarded
 * @param x11 whether X11 may be forwarded
 * @param command what runs in place of all that the client asks for, with a character for each
 *     byte; null: what the client asks for
 * @param expires from when on the key lets nobody in; null: never
 */
public record Restrictions(
    boolean pty,
    boolean ports,
    boolean agent,
    boolean x11,
    @Nullable String command,
    @Nullable Instant expires) {

  public static final Restrictions NONE = new Restrictions(true, true, true, true, null, null);

  static final Restrictions ALL = new Restrictions(false, false, false, false, null, null);

  boolean areExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }
}
