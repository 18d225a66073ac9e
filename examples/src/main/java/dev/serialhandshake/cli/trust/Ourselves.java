// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The number of the user who runs this process. A user in a container may have no entry in the
 * passwd file. For such a user, {@link UnixSystem} of JDK 17 and older says 0, which is root. So on
 * Linux the number is read from the kernel.
 */
final class Ourselves {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** The index in {@code Uid: REAL EFFECTIVE SAVED FILESYSTEM}. */
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
      // This is not Linux, or /proc is not mounted.
    }
    return (int) new UnixSystem().getUid();
  }

  static boolean areRoot() {
    return UID == 0;
  }
}
