// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.line.LineAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a file of lines: one line, or a pattern that stands for many.
 *
 * @param name its key in the file
 * @param line its LINE; null for a pattern
 * @param pattern null for one line
 * @param kind its options
 * @param where file, line and column of its key
 * @param <O> the type of the options
 */
public record RackEntry<O>(
    String name,
    @Nullable LineAddress line,
    @Nullable DevicePattern pattern,
    Kind<O> kind,
    String where) {

  /**
   * The options of a line.
   *
   * @param options as picocli has read them
   * @param arguments the same, as arguments of a command line; equal options have equal arguments
   * @param <O> the type of the options
   */
  public record Kind<O>(O options, List<String> arguments) {}
}
