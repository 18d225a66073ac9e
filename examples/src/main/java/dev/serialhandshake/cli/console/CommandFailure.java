// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import org.jspecify.annotations.Nullable;

/** Ends a command. The message is one line: where, what is wrong, what to do. */
public final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public CommandFailure(ExitCode code, String message) {
    this(code, message, null);
  }

  public CommandFailure(ExitCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ExitCode code() {
    return code;
  }
}
