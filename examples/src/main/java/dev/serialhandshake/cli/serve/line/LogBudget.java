// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import java.util.concurrent.atomic.AtomicLong;

/** How many characters of logs may wait for the disk, of all lines together. For any thread. */
final class LogBudget {

  /** The unit gives a rack 256 MB; 100 lines at 115200 baud fill this in seven seconds. */
  private static final long MOST_IN_ALL = 8 * 1024 * 1024;

  /** What all lines of this process share. */
  static final LogBudget OF_THIS_PROCESS = new LogBudget(MOST_IN_ALL);

  private final AtomicLong left;

  LogBudget(long most) {
    left = new AtomicLong(most);
  }

  /** Whether there was room; if so, it is taken. */
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
