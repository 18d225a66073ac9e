// SPDX-License-Identifier: Apache-2.0
/**
 * The handshake as a state machine of both roles without I/O, and the diagnosis of a line where no
 * handshake succeeds. Bytes, time and randomness are arguments.
 */
@NullMarked
package dev.serialhandshake.core;

import org.jspecify.annotations.NullMarked;
