// SPDX-License-Identifier: Apache-2.0
/**
 * All lines of one {@code serve}: the plan for them, from the command line or a file, and its
 * changes.
 */
@NullMarked
package dev.serialhandshake.cli.serve.rack;

import org.jspecify.annotations.NullMarked;
