// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Gives memory back to the system after the start of {@code serve} and after a session. Otherwise a
 * process that waits for its next client keeps as much memory as its busiest second needed: the JVM
 * collects garbage only when its heap is full, and the C library keeps memory that the JVM's
 * compiler has freed. This happens a few looks of the watchdog after the last session, when nobody
 * is there to notice the pause.
 */
final class SpareMemory {

  /**
   * Two looks are 5 to 10 s. A script that logs in again and again begins its next login sooner
   * than that.
   */
  private static final int LOOKS = 2;

  private final Runnable giveBack;
  private final AtomicInteger looksLeft = new AtomicInteger(LOOKS);

  /** Creates it. The start of the process counts as a session. */
  SpareMemory(Runnable giveBack) {
    this.giveBack = giveBack;
  }

  /** A session is over. Any thread may call this. */
  void used() {
    looksLeft.set(LOOKS);
  }

  /**
   * Called at each look of the watchdog.
   *
   * @param inSession asked only when memory is due to be given back. If somebody is in a session,
   *     nothing is given back, and the end of that session calls {@link #used} again
   */
  void look(BooleanSupplier inSession) {
    int left = looksLeft.get();
    if (left > 0
        && looksLeft.compareAndSet(left, left - 1)
        && left == 1
        && !inSession.getAsBoolean()) {
      giveBack.run();
    }
  }

  /**
   * Runs a full garbage collection, after which the JVM makes its heap smaller. Then the C library
   * gives back what it can.
   */
  static void giveBack() {
    System.gc();
    try {
      var unused = Trim.C.malloc_trim(new NativeLong(0));
    } catch (LinkageError e) {
      // The C library is not glibc.
    }
  }

  private interface Trim extends Library {
    Trim C = Native.load("c", Trim.class);

    int malloc_trim(NativeLong keptBytes);
  }
}
