// SPDX-License-Identifier: Apache-2.0
/** Checks that the process can serve at all: open files, memory, its own jar. */
@NullMarked
package dev.serialhandshake.cli.serve.watchdog;

import org.jspecify.annotations.NullMarked;
