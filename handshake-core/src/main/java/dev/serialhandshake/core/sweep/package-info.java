// SPDX-License-Identifier: Apache-2.0
/**
 * What a line does to bytes, found with the handshake alone: a SYN of nonce p is answered with p +
 * 1, by any peer, and nothing is ever completed. A {@link
 * dev.serialhandshake.core.sweep.TransparencySweep} finds which values get through, each direction
 * apart; a {@link dev.serialhandshake.core.sweep.LinePing} how fast and how surely.
 */
@NullMarked
package dev.serialhandshake.core.sweep;

import org.jspecify.annotations.NullMarked;
