// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number. Its message for other text is plainer than picocli's own. */
public final class WholeNumber implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
  }
}
