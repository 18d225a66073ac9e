// SPDX-License-Identifier: Apache-2.0
/**
 * Services behind the handshake that are no SSH server of ours: another server, a command, an echo.
 */
@NullMarked
package dev.serialhandshake.cli.serve.service;

import org.jspecify.annotations.NullMarked;
