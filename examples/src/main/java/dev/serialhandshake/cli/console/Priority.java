// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** How much a line of the log matters: the levels of syslog, as the journal of systemd has them. */
public enum Priority {
  ERROR(3),
  WARNING(4),
  NOTICE(5),
  INFO(6);

  private final int level;

  Priority(int level) {
    this.level = level;
  }

  /** The smaller, the more it matters. */
  public int level() {
    return level;
  }
}
