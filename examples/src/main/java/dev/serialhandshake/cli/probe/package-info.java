// SPDX-License-Identifier: Apache-2.0
/** {@code probe}: finds out what is at the other end of a line, and how good the line is. */
@NullMarked
package dev.serialhandshake.cli.probe;

import org.jspecify.annotations.NullMarked;
