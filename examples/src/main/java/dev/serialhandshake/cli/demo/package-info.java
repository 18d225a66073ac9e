// SPDX-License-Identifier: Apache-2.0
/** {@code demo}: a noisy line, the handshake and SSH in one process, without hardware. */
@NullMarked
package dev.serialhandshake.cli.demo;

import org.jspecify.annotations.NullMarked;
