// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.File;
import java.util.Map;

/**
 * Where the system's own libraries are, for JNA. By itself JNA runs {@code ldconfig -p} and reads
 * all that it prints, for 10 of the 90 milliseconds that {@code connect} takes to its first SYN on
 * a serial port. This program needs the C library and what is beside it. Where that is not in the
 * usual place, JNA is left to find it.
 */
public final class SystemLibraries {

  private static final String PROPERTY = "jna.platform.library.path";

  private static final Map<String, String> FOLDERS =
      Map.of("amd64", "/lib/x86_64-linux-gnu", "aarch64", "/lib/aarch64-linux-gnu");

  private SystemLibraries() {}

  /** Tells JNA, unless the user has. Before anything uses JNA. */
  public static void settle() {
    String folder = FOLDERS.get(System.getProperty("os.arch", ""));
    if (folder != null
        && System.getProperty(PROPERTY) == null
        && new File(folder, "libc.so.6").exists()) {
      System.setProperty(PROPERTY, folder + File.pathSeparator + "/usr" + folder);
    }
  }
}
