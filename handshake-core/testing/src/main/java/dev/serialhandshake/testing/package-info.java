// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of all modules need of the system.
 *
 * <ul>
 *   <li>{@link dev.serialhandshake.testing.PtyPair}: a serial line, as two pseudo-terminals and the
 *       bytes between them. It can be held, paced, counted, hung up and unplugged.
 *   <li>{@link dev.serialhandshake.testing.PseudoTerminal}: one terminal, with a test at its far
 *       end.
 *   <li>{@link dev.serialhandshake.testing.JavaProgram}: a class of the tests as a program.
 *   <li>{@link dev.serialhandshake.testing.TerminalSession}: a program that a terminal controls.
 *   <li>{@link dev.serialhandshake.testing.SocketPair}: two sockets that are connected.
 *   <li>{@link dev.serialhandshake.testing.Poll}: waits for a state that no event tells.
 *   <li>{@link dev.serialhandshake.testing.Tools}: foreign programs, and the package that has each.
 *   <li>{@link dev.serialhandshake.testing.seed}: the rules of the original, as bytes in and out.
 * </ul>
 *
 * <p>Pseudo-terminals are made by the C library of Linux. On another system their tests are
 * skipped.
 */
@NullMarked
package dev.serialhandshake.testing;

import org.jspecify.annotations.NullMarked;
