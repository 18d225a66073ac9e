// SPDX-License-Identifier: Apache-2.0
/**
 * The handshake of both roles as a state machine, and the diagnosis of a line on which no handshake
 * succeeds. There is no I/O: bytes, time and randomness are arguments.
 *
 * <ul>
 *   <li>{@link dev.serialhandshake.core.Handshake} is one handshake of one role, with {@link
 *       dev.serialhandshake.core.HandshakeSettings}. Programs with blocking streams use {@link
 *       dev.serialhandshake.core.blocking.BlockingHandshake}.
 *   <li>{@link dev.serialhandshake.core.HandshakeReport} says what was done and received, and
 *       {@link dev.serialhandshake.core.Verdict} what is wrong with the line.
 *   <li>{@link dev.serialhandshake.core.LoginGate} shares a line between a login and the handshake.
 * </ul>
 *
 * <p>GLOSSARY.md has the words, PROTOCOL.md the bytes and the rules.
 */
@NullMarked
package dev.serialhandshake.core;

import org.jspecify.annotations.NullMarked;
