// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of what {@code probe} reports, in simulated time. Fixtures: {@link Scene}, a handshake that
 * fails for each reason, and {@link SimulatedPeer}, a server at the end of a line that changes
 * bytes.
 */
package dev.serialhandshake.cli.probe;
