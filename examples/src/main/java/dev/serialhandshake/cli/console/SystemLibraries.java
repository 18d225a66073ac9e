// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.File;
import java.util.Map;

/**
 * Tells JNA where the system's libraries are. Otherwise JNA runs {@code ldconfig -p} and reads its
 * output. That takes 10 of the 90 milliseconds that {@code connect} needs for its first SYN on a
 * serial port. This program needs only the C library and libraries beside it. If the C library is
 * not in the usual folder, JNA searches for it.
 */
public final class SystemLibraries {

  private static final String PROPERTY = "jna.platform.library.path";

  private static final Map<String, String> FOLDERS =
      Map.of("amd64", "/lib/x86_64-linux-gnu", "aarch64", "/lib/aarch64-linux-gnu");

  private SystemLibraries() {}

  /** Sets the property, unless the user has set it. Call it before any code uses JNA. */
  public static void settle() {
    String folder = FOLDERS.get(System.getProperty("os.arch", ""));
    if (folder != null
        && System.getProperty(PROPERTY) == null
        && new File(folder, "libc.so.6").exists()) {
      System.setProperty(PROPERTY, folder + File.pathSeparator + "/usr" + folder);
    }
  }
}
