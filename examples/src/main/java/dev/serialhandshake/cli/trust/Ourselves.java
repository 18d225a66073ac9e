// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The user of this process, by number. A user in a container may have no entry in the list of
 * users. The JDK's own {@link UnixSystem} takes such a user for root up to version 17, so on Linux
 * the kernel is asked.
 */
final class Ourselves {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Behind the name and the real one. */
  private static final int EFFECTIVE = 2;

  static final int UID = uid();

  private Ourselves() {}

  private static int uid() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("Uid:")) {
          return Integer.parseUnsignedInt(line.split("\\s+", -1)[EFFECTIVE]);
        }
      }
    } catch (IOException e) {
      // No Linux, or no /proc.
    }
    return (int) new UnixSystem().getUid();
  }

  static boolean areRoot() {
    return UID == 0;
  }
}
