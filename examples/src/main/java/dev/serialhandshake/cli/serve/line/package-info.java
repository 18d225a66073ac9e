// SPDX-License-Identifier: Apache-2.0
/**
 * A line that is served: opened, its connections, handshake after handshake, and what is known of
 * it.
 */
@NullMarked
package dev.serialhandshake.cli.serve.line;

import org.jspecify.annotations.NullMarked;
