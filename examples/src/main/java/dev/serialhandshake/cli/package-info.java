// SPDX-License-Identifier: Apache-2.0
/** The command line: {@code serial-handshake.jar}. */
@NullMarked
package dev.serialhandshake.cli;

import org.jspecify.annotations.NullMarked;
