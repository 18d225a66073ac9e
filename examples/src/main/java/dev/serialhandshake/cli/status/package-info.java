// SPDX-License-Identifier: Apache-2.0
/** {@code status}: what the lines of the {@code serve}s that run do now. */
@NullMarked
package dev.serialhandshake.cli.status;

import org.jspecify.annotations.NullMarked;
