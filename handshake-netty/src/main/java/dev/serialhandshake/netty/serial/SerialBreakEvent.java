// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import dev.serialhandshake.netty.session.LineResetEvent;

/**
 * The peer held the line in BREAK: a user event of {@link SerialChannel}, fired after the bytes
 * that came before the BREAK and before those that came after it. It resets a line that a {@link
 * dev.serialhandshake.netty.session.SessionLoopHandler} serves.
 */
public enum SerialBreakEvent implements LineResetEvent {
  /** The only one. */
  INSTANCE
}
