// SPDX-License-Identifier: Apache-2.0
/**
 * The handshake, the link and the probes of a line over a pair of blocking streams, for programs
 * without an event loop. Reads and writes happen on threads of their own, so every wait has a
 * deadline.
 */
@NullMarked
package dev.serialhandshake.core.blocking;

import org.jspecify.annotations.NullMarked;
