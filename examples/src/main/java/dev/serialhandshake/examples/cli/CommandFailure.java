// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command. The message is one line: where, what is wrong, what to do. */
final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandFailure(ExitCode code, String message) {
    this(code, message, null);
  }

  CommandFailure(ExitCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
