// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard error for libraries that log to it. It escapes control characters, because a log message
 * may quote a peer. The line ends of the messages remain.
 */
final class ShownStream extends PrintStream {

  ShownStream(PrintStream target) {
    super(target, true);
  }

  @Override
  public void print(@Nullable String text) {
    String raw = String.valueOf(text);
    String line = raw.stripTrailing();
    boolean ended = raw.substring(line.length()).contains("\n");
    super.print(Shown.text(ended ? line : raw) + (ended ? System.lineSeparator() : ""));
  }

  @Override
  public void print(@Nullable Object value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char[] text) {
    print(String.valueOf(text));
  }
}
