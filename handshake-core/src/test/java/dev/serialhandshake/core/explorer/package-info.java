// SPDX-License-Identifier: Apache-2.0
/**
 * The proof: a breadth-first walk over all that can happen to two peers and the line between them,
 * on the shipped classes.
 */
package dev.serialhandshake.core.explorer;
