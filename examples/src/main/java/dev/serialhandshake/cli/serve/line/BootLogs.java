// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.line.ReceivedLog;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The log files of lines that have the same options.
 *
 * @param file where {@code %n} stands for the name of the line
 */
public record BootLogs(String file) {

  private static final String NAME = "%n";

  /** Every character that the name of a line in a file of lines cannot have. */
  private static final String NOT_IN_FILE_NAMES = "[^A-Za-z0-9._-]";

  /** Converts the value of the option. */
  public static final class Converter implements ITypeConverter<BootLogs> {
    @Override
    public BootLogs convert(String file) {
      try {
        var unused = Path.of(file);
        return new BootLogs(file);
      } catch (InvalidPathException e) {
        throw new TypeConversionException("'" + file + "' is no name of a file");
      }
    }
  }

  /** Whether each line has a file of its own. */
  public boolean areOneForEach() {
    return file.contains(NAME);
  }

  /** The file of a line. */
  public Path of(String line) {
    String name = Matcher.quoteReplacement(line.replaceAll(NOT_IN_FILE_NAMES, "_"));
    return Path.of(file.replaceAll(NAME, name)).toAbsolutePath().normalize();
  }

  /**
   * Checks whether the file of a line could be written, and changes nothing. Blocks.
   *
   * @throws CommandFailure if it could not
   */
  public void check(String line) throws CommandFailure {
    ReceivedLog.check(of(line));
  }
}
