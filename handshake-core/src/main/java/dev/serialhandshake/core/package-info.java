// SPDX-License-Identifier: Apache-2.0
/**
 * The handshake as a state machine of both roles without I/O, and its blocking form over streams.
 */
@NullMarked
package dev.serialhandshake.core;

import org.jspecify.annotations.NullMarked;
