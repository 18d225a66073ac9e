// SPDX-License-Identifier: Apache-2.0
/**
 * {@code serve}: the command, the socket that {@code status} asks, and the HTTP port for
 * Prometheus.
 *
 * <p>Calls go one way. This package calls {@code rack}, which knows all lines. {@code rack} calls
 * {@code ssh}, {@code service} and {@code terminal}: what a client or a person finds after the
 * handshake. These call {@code line}, which opens a line and shakes hands on it. All of them may
 * call {@code watchdog}, which ends a process that cannot serve.
 */
@NullMarked
package dev.serialhandshake.cli.serve;

import org.jspecify.annotations.NullMarked;
