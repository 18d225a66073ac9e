// SPDX-License-Identifier: Apache-2.0
/** Which files, folders and sockets may be believed on a machine that other users share. */
@NullMarked
package dev.serialhandshake.cli.trust;

import org.jspecify.annotations.NullMarked;
