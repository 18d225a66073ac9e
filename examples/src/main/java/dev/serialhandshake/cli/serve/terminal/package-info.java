// SPDX-License-Identifier: Apache-2.0
/** {@code --login}: a login for people with a terminal, on the same line as the clients. */
@NullMarked
package dev.serialhandshake.cli.serve.terminal;

import org.jspecify.annotations.NullMarked;
