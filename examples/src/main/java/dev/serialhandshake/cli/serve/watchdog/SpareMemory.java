// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Gives memory back to the system that the start of {@code serve} or a session took. Without that,
 * a process that waits for its next client keeps what its busiest second needed: the JVM collects
 * garbage only when its heap is full, and the C library keeps what the compiler of the JVM has
 * freed. It is done a few looks of the watchdog after the last session, when nobody is there who
 * could notice a pause.
 */
final class SpareMemory {

  /** Five to ten seconds: the next login of a script that logs in again and again comes sooner. */
  private static final int LOOKS = 2;

  private final Runnable giveBack;
  private final AtomicInteger looksLeft = new AtomicInteger(LOOKS);

  /** The start of the process counts as a use. */
  SpareMemory(Runnable giveBack) {
    this.giveBack = giveBack;
  }

  /** A session is over, on any thread. */
  void used() {
    looksLeft.set(LOOKS);
  }

  /**
   * Called at each look of the watchdog.
   *
   * @param inSession asked only when memory would be given back; the end of the session that keeps
   *     it from that is a use again
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

  /** A full collection, after which the JVM makes its heap smaller; then the C library's part. */
  static void giveBack() {
    System.gc();
    try {
      var unused = Trim.C.malloc_trim(new NativeLong(0));
    } catch (LinkageError e) {
      // Another C library than glibc.
    }
  }

  private interface Trim extends Library {
    Trim C = Native.load("c", Trim.class);

    int malloc_trim(NativeLong keptBytes);
  }
}
