// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

/**
 * Names the JDK's own selectors. Without a name, the JDK first asks the class path for others. For
 * that it opens the jar, and a login waits 6 ms while it reads the names of 14,000 files.
 */
final class Selectors {

  private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

  private static final String OF_LINUX = "sun.nio.ch.EPollSelectorProvider";

  private Selectors() {}

  /**
   * Names them, before the first socket is opened. Leaves them to the JDK where the user has named
   * others, and on another system than Linux.
   */
  static void settle() {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    try {
      Class.forName(OF_LINUX);
      System.setProperty(PROPERTY, OF_LINUX);
    } catch (ClassNotFoundException e) {
      // Another system has another class.
    }
  }
}
