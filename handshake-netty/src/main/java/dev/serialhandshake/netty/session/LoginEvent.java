// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

/** A user event of a line with a {@link LoginGateHandler}: who came to the login, and who went. */
public enum LoginEvent {
  /** Somebody has typed a line at the prompt. */
  SESSION_BEGAN,
  /** The login of that session has ended. */
  LOGGED_OUT,
  /** A client has completed its handshake, and the login of that session was hung up. */
  CLIENT_CAME,
  /** A client's SYN was not answered, since somebody is at the login. */
  CLIENT_REFUSED
}
