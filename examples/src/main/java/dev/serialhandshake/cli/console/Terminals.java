// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/** Finds out whether standard output and standard error are terminals, and how wide they are. */
public final class Terminals {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  private static final long MOST_SECONDS = 2;

  private Terminals() {}

  /**
   * The columns of standard output; 0 if it is no terminal or they are not known. May block 2 s.
   */
  public static int columnsOfOutput() {
    return columns(STANDARD_OUTPUT);
  }

  /** The same for standard error. */
  public static int columnsOfErrors() {
    return columns(STANDARD_ERROR);
  }

  private static int columns(Path descriptor) {
    try {
      if (!isTerminal(descriptor)) {
        return 0;
      }
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(descriptor.toRealPath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) { // Its output fits into the pipe.
        stty.destroyForcibly();
      }
      String size = new String(stty.getInputStream().readAllBytes(), US_ASCII).strip();
      return size.matches("\\d{1,5} \\d{1,5}") ? Integer.parseInt(size.split(" ", -1)[1]) : 0;
    } catch (IOException | UnsupportedOperationException e) {
      return 0; // This is not Linux, or there is no stty.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static boolean isTerminal(Path descriptor) throws IOException {
    String device = Files.readSymbolicLink(descriptor).toString();
    return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
  }

  /** Whether standard error is a terminal, wherever standard output goes. */
  public static boolean showsErrors() {
    try {
      return isTerminal(STANDARD_ERROR);
    } catch (IOException | UnsupportedOperationException e) {
      return showsColours(); // This is not Linux, so standard output must tell.
    }
  }

  /** Whether standard output shows colours, by the rules of picocli, such as {@code NO_COLOR}. */
  public static boolean showsColours() {
    return Ansi.AUTO.enabled();
  }
}
