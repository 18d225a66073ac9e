// SPDX-License-Identifier: Apache-2.0
/** {@code --login}: a login for people with a terminal, on a line that clients share. */
@NullMarked
package dev.serialhandshake.cli.serve.terminal;

import org.jspecify.annotations.NullMarked;
