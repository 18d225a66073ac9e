// SPDX-License-Identifier: Apache-2.0
/** What every command needs to speak to the person at the console, and how it ends. */
@NullMarked
package dev.serialhandshake.cli.console;

import org.jspecify.annotations.NullMarked;
