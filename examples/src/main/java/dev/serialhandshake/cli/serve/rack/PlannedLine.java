// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.line.LineAddress;
import java.util.List;

/**
 * A line that is to be served.
 *
 * @param name what it is called in log and status; no two lines have the same
 * @param line where it is
 * @param options all that can be set for it
 * @param arguments the same as on a command line: lines whose arguments are equal share a setup
 * @param where the place in a file where it stands; empty for one of the command line
 */
public record PlannedLine(
    String name, LineAddress line, LineOptions options, List<String> arguments, String where) {

  /** Whether nothing of it has changed, wherever it stands. */
  boolean isServedAs(PlannedLine other) {
    return line.equals(other.line) && arguments.equals(other.arguments);
  }
}
