// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

/**
 * A user event that resets a line: {@link SessionLoopHandler} ends the session that runs on the
 * line, discards its writes that are not done, and shakes hands again.
 *
 * <p>The events of some channels implement it, for instance a BREAK that a serial port received. To
 * reset a line yourself, fire one through the line's pipeline, on its event loop.
 */
public interface LineResetEvent {}
