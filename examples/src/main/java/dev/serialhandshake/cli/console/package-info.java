// SPDX-License-Identifier: Apache-2.0
/** Messages, exit codes, signals and threads: what every command needs. */
@NullMarked
package dev.serialhandshake.cli.console;

import org.jspecify.annotations.NullMarked;
