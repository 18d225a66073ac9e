// SPDX-License-Identifier: Apache-2.0
/**
 * {@code serve}: the command, and the socket that tells its status.
 *
 * <p>Calls go down: from here to {@code ssh} and {@code service}, which are what a client finds
 * behind the handshake; from these to {@code line}, which opens a line and shakes hands on it; and
 * from all of them to {@code watchdog}, which ends a process that cannot serve.
 */
@NullMarked
package dev.serialhandshake.cli.serve;

import org.jspecify.annotations.NullMarked;
