// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** Whether a person looks on. */
public final class Terminals {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminals() {}

  /** Whether standard error is a terminal, wherever standard output goes. */
  public static boolean showsErrors() {
    try {
      String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return showsColours(); // no Linux: standard output will do
    }
  }

  /** Whether standard output shows colours; {@code NO_COLOR} and others are heeded. */
  public static boolean showsColours() {
    return Ansi.AUTO.enabled();
  }
}
