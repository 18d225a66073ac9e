// SPDX-License-Identifier: Apache-2.0
/**
 * The link's rules one by one, on a line in simulated time.
 *
 * <ul>
 *   <li>{@link dev.serialhandshake.core.link.LinkPair}: two links and the line between them
 *   <li>{@link dev.serialhandshake.core.link.LinkWay}: one direction of that line
 *   <li>{@link dev.serialhandshake.core.link.FaultyBytes}: what a line does to its bytes
 *   <li>{@link dev.serialhandshake.core.link.LinkWalk}: all that can happen to two links, of which
 *       {@link dev.serialhandshake.core.link.LinkScene} is one state
 * </ul>
 */
package dev.serialhandshake.core.link;
