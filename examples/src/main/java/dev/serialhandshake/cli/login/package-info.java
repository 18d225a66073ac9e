// SPDX-License-Identifier: Apache-2.0
/** Who may log in: the {@code authorized_keys} file, and what the options of each key allow. */
@NullMarked
package dev.serialhandshake.cli.login;

import org.jspecify.annotations.NullMarked;
