// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * How much may go wrong in one walk.
 *
 * @param garbageToServer the most bytes of garbage ahead of the first SYN
 * @param garbageToClient the most bytes of garbage ahead of the first answer
 * @param faults how many bytes the line may lose or double
 * @param restarts how many times a peer may begin anew with nothing remembered
 * @param attempts how many SYNs a client may send
 * @param confirm whether a shipped server has the confirm option on
 */
public record Bounds(
    int garbageToServer,
    int garbageToClient,
    int faults,
    int restarts,
    int attempts,
    boolean confirm) {}
