// SPDX-License-Identifier: Apache-2.0
/** Child processes as an SSH server starts them: byte for byte, in a session of their own. */
@NullMarked
package dev.serialhandshake.cli.process;

import org.jspecify.annotations.NullMarked;
