// SPDX-License-Identifier: Apache-2.0
/**
 * Links on channels in memory, in simulated time. {@code LinkedLines} is a line with both of its
 * ends, which can be cut, and whose bytes a test may change.
 */
package dev.serialhandshake.netty.link;
