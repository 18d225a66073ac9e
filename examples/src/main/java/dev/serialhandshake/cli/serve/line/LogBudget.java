// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many characters of logs may wait for the disk, for all lines together. Any thread may call
 * this class.
 */
final class LogBudget {

  /**
   * The systemd unit of a rack gives Java a heap of 256 MB. 100 lines at 115200 baud fill this
   * budget in seven seconds.
   */
  private static final long MOST_IN_ALL = 8 * 1024 * 1024;

  /** The budget that all lines of this process share. */
  static final LogBudget OF_THIS_PROCESS = new LogBudget(MOST_IN_ALL);

  private final AtomicLong left;

  LogBudget(long most) {
    left = new AtomicLong(most);
  }

  /**
   * Takes room for so many characters.
   *
   * @return false if there is too little; then nothing is taken
   */
  boolean take(int count) {
    if (left.addAndGet(-count) >= 0) {
      return true;
    }
    left.addAndGet(count);
    return false;
  }

  void giveBack(int count) {
    left.addAndGet(count);
  }
}
