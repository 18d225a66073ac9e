// SPDX-License-Identifier: Apache-2.0
/** {@code probe}: what is at the other end of a line. */
@NullMarked
package dev.serialhandshake.cli.probe;

import org.jspecify.annotations.NullMarked;
