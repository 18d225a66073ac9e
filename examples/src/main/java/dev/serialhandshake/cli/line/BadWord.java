// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import picocli.CommandLine.TypeConversionException;

/**
 * What picocli expects of somebody who cannot take a word of the command line. Those that a login
 * needs throw it from here, and do not name its type: to check them, the JVM would load it, and an
 * archive of classes cannot hold one that was compiled for a Java as old as picocli's. So each
 * login would open the jar for it.
 */
final class BadWord {

  private BadWord() {}

  /**
   * Makes the exception, for the caller to throw.
   *
   * @param message names the word, and says what to write in its place
   */
  static RuntimeException because(String message) {
    return new TypeConversionException(message);
  }
}
