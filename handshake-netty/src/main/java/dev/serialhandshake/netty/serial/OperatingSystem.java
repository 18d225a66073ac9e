// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.Locale;

/**
 * Which system this is. Netty's {@code PlatformDependent} knows too, but it finds out so much else
 * as it loads that a program that opens one port waits for it.
 */
final class OperatingSystem {

  private static final String NAME = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

  private OperatingSystem() {}

  static boolean isLinux() {
    return NAME.startsWith("linux");
  }

  static boolean isMac() {
    return isMac(NAME);
  }

  static boolean isMac(String name) {
    return name.startsWith("mac") || name.startsWith("darwin");
  }

  static boolean isWindows() {
    return NAME.startsWith("windows");
  }
}
