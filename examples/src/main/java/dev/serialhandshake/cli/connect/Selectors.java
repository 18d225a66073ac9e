// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

/**
 * The JDK's own selectors, by their name. Before it takes those of the system, the JDK asks for
 * others on the class path; for that it opens the jar, and to read the names of its 14,000 entries
 * takes as long as the rest of a {@code connect} over TCP.
 */
final class Selectors {

  private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

  private static final String OF_LINUX = "sun.nio.ch.EPollSelectorProvider";

  private Selectors() {}

  /** Names them, unless the user has, or this is another system or JDK. Before the first socket. */
  static void settle() {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    try {
      Class.forName(OF_LINUX);
      System.setProperty(PROPERTY, OF_LINUX);
    } catch (ClassNotFoundException e) {
      // The JDK finds its own, later.
    }
  }
}
