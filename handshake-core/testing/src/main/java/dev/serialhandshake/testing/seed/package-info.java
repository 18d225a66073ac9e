// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of the original, which are written nowhere else in this project. {@link
 * dev.serialhandshake.testing.seed.SeedRules} has no I/O: the explorer, the simulations and the
 * soak bring it bytes and time. {@link dev.serialhandshake.testing.seed.SeedSockets} brings both
 * over blocking sockets, as the original does.
 */
@NullMarked
package dev.serialhandshake.testing.seed;

import org.jspecify.annotations.NullMarked;
