// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.line.LineAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file, or all lines of a pattern.
 *
 * @param name its key
 * @param line where it is; null for a pattern
 * @param pattern null for one line
 * @param kind how it is served
 * @param where the place of its key
 */
record RackEntry(
    String name,
    @Nullable LineAddress line,
    @Nullable DevicePattern pattern,
    Kind kind,
    String where) {

  /**
   * How lines are served.
   *
   * @param arguments the same as on a command line
   */
  record Kind(LineOptions options, List<String> arguments) {}

  PlannedLine planned(String as, LineAddress at) {
    return new PlannedLine(as, at, kind.options, kind.arguments, where);
  }
}
