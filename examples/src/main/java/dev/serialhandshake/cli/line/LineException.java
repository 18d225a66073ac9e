// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;

/** A line failed for a known reason. The message has two clauses: what is wrong, and what to do. */
public final class LineException extends IOException {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public LineException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
