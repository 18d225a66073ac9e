// SPDX-License-Identifier: Apache-2.0
/**
 * A line that is served: how it is opened, its connections, its handshakes and sessions in turn,
 * and its record.
 */
@NullMarked
package dev.serialhandshake.cli.serve.line;

import org.jspecify.annotations.NullMarked;
