// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;

/** What a probe found: as text for a person, as JSON for a program, and as an exit code. */
interface Findings {

  /** Lines, each with a line feed. */
  String text(boolean colours);

  /** One JSON object and a line feed. */
  String json() throws IOException;

  ExitCode code();
}
