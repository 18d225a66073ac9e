// SPDX-License-Identifier: Apache-2.0
/**
 * Probes of a line. Each of them asks a question with SYNs, and none completes a handshake. Any
 * peer answers a SYN of nonce p with p + 1. A {@link
 * dev.serialhandshake.core.probing.TransparencySweep} finds which byte values pass in each
 * direction. A {@link dev.serialhandshake.core.probing.LinePing} measures how fast and how surely a
 * peer answers. A {@link dev.serialhandshake.core.probing.PeerCheck} asks whether there is a peer,
 * and what else there is if not.
 */
@NullMarked
package dev.serialhandshake.core.probing;

import org.jspecify.annotations.NullMarked;
