// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

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
 * @param <O> what can be set for it
 */
public record RackEntry<O>(
    String name,
    @Nullable LineAddress line,
    @Nullable DevicePattern pattern,
    Kind<O> kind,
    String where) {

  /**
   * How lines are served.
   *
   * @param arguments the same as on a command line
   * @param <O> what can be set
   */
  public record Kind<O>(O options, List<String> arguments) {}
}
