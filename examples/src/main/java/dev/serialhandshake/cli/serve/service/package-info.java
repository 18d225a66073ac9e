// SPDX-License-Identifier: Apache-2.0
/**
 * The services after the handshake other than our SSH server: another server, a command, an echo, a
 * login.
 */
@NullMarked
package dev.serialhandshake.cli.serve.service;

import org.jspecify.annotations.NullMarked;
