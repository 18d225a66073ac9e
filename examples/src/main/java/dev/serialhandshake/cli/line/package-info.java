// SPDX-License-Identifier: Apache-2.0
/** A LINE of the command line: its name, its set-up, opening it, and what can go wrong with it. */
@NullMarked
package dev.serialhandshake.cli.line;

import org.jspecify.annotations.NullMarked;
