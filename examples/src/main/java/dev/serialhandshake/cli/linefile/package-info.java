// SPDX-License-Identifier: Apache-2.0
/** A file of lines in place of a command line: for {@code serve} and for {@code connect}. */
@NullMarked
package dev.serialhandshake.cli.linefile;

import org.jspecify.annotations.NullMarked;
