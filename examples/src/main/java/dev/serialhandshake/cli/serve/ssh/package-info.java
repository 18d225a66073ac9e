// SPDX-License-Identifier: Apache-2.0
/** The SSH server after the handshake: who may log in, and what a login finds. */
@NullMarked
package dev.serialhandshake.cli.serve.ssh;

import org.jspecify.annotations.NullMarked;
