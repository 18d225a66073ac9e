// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

/**
 * A user event on a line that asks for its reset: {@link SessionLoopHandler} ends the session that
 * runs on the line, without handing over what is still to be written, and shakes hands again.
 *
 * <p>A channel class implements it by the event of its own kind, for instance a BREAK that a serial
 * port received. Whoever wants to reset a line from outside fires one through the line's pipeline.
 */
public interface LineResetEvent {}
