// SPDX-License-Identifier: Apache-2.0
/**
 * Which byte values a line lets through, each direction apart, found with the handshake alone: a
 * SYN of nonce p is answered with p + 1, by any peer, and nothing is ever completed.
 */
@NullMarked
package dev.serialhandshake.core.sweep;

import org.jspecify.annotations.NullMarked;
