// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/**
 * The peer held the line in BREAK: a user event of {@link SerialChannel}, fired after the bytes
 * that came before the BREAK and before those that came after it.
 */
public enum SerialBreakEvent {
  /** The only one. */
  INSTANCE
}
