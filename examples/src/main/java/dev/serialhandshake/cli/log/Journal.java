// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The journal of systemd. */
final class Journal {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Journal() {}

  /**
   * Whether standard error goes to the journal. {@code JOURNAL_STREAM} alone does not tell: a
   * process also inherits it if its own standard error goes elsewhere. So the file that it names is
   * compared with standard error.
   */
  static boolean readsStandardError() {
    return reads(System.getenv("JOURNAL_STREAM"), STANDARD_ERROR);
  }

  /**
   * Whether a file is the stream that the variable names.
   *
   * @param stream {@code DEVICE:INODE}, in decimal digits; null if the variable is not set
   */
  static boolean reads(@Nullable String stream, Path file) {
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> is = Files.readAttributes(file, "unix:dev,ino");
      return stream.equals(is.get("dev") + ":" + is.get("ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // This system has no such numbers.
    }
  }
}
