// SPDX-License-Identifier: Apache-2.0
/** All lines of one {@code serve}: what is planned for them, by command line or file. */
@NullMarked
package dev.serialhandshake.cli.serve.rack;

import org.jspecify.annotations.NullMarked;
