// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.netty.session.LineResetEvent;

/**
 * The peer, or the device behind its port, sent a BREAK: a user event of {@link TelnetHandler},
 * fired between the bytes that came before and after it. It resets a line that a {@link
 * dev.serialhandshake.netty.session.SessionLoopHandler} serves.
 */
public enum TelnetBreakEvent implements LineResetEvent {
  /** The only one. */
  INSTANCE
}
