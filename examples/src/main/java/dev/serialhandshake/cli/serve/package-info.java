// SPDX-License-Identifier: Apache-2.0
/** {@code serve}: lines that are kept open, and what is behind the handshake on them. */
@NullMarked
package dev.serialhandshake.cli.serve;

import org.jspecify.annotations.NullMarked;
