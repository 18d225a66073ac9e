// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** How important a line of the log is. The levels are those of syslog and of systemd's journal. */
public enum Priority {
  ERROR(3),
  WARNING(4),
  NOTICE(5),
  INFO(6);

  private final int level;

  Priority(int level) {
    this.level = level;
  }

  /** The number of the level. A smaller number is more important. */
  public int level() {
    return level;
  }
}
