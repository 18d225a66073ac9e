// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Platform;

/**
 * Whether {@link ProcessLibC} can be used: not on Windows, and not where no native code can be
 * loaded.
 */
public final class SystemCalls {

  private static final boolean THERE = look();

  private SystemCalls() {}

  public static boolean areThere() {
    return THERE;
  }

  private static boolean look() {
    try {
      return !Platform.isWindows() && ProcessLibC.C.getuid() != -1;
    } catch (LinkageError e) {
      return false;
    }
  }
}
