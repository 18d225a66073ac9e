// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which environment variables a client may set. All others are refused, because a variable such as
 * LD_PRELOAD, BASH_ENV or PATH decides which code runs.
 */
public final class AcceptedVariables {

  private static final List<String> USUAL = List.of("TERM", "COLORTERM", "LANG", "LC_*");

  private final Pattern names;

  /**
   * Accepts variables that change only the language and the looks, and those of {@code more}.
   *
   * @param more further names, in which {@code *} and {@code ?} are wildcards
   */
  public AcceptedVariables(List<String> more) {
    names =
        Pattern.compile(
            Stream.concat(USUAL.stream(), more.stream())
                .map(AcceptedVariables::expression)
                .collect(Collectors.joining("|")));
  }

  private static String expression(String pattern) {
    return pattern
        .chars()
        .mapToObj(
            character ->
                switch (character) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(character));
                })
        .collect(Collectors.joining());
  }

  /** Refuses a name or value that no environment can hold, whatever the patterns say. */
  boolean accepts(String name, byte[] value) {
    return !name.isEmpty()
        && name.indexOf('=') < 0
        && name.indexOf('\0') < 0
        && !holdsZero(value)
        && names.matcher(name).matches();
  }

  private static boolean holdsZero(byte[] value) {
    for (byte one : value) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }
}
