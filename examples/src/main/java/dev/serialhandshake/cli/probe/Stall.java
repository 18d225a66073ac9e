// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.core.blocking.BlockingLink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a link whose peer answers and does nothing else: only an application can tell that another
 * one hangs.
 */
final class Stall extends Thread implements AutoCloseable {

  /** At 110 baud the window of a link takes 25 s. */
  static final Duration LIMIT = Duration.ofMinutes(1);

  private static final long LOOK_MILLIS = 500;

  private final BlockingLink link;
  private volatile long movedAt = System.nanoTime();
  private volatile boolean stalled;

  Stall(BlockingLink link) {
    super("serial-handshake-stall");
    this.link = link;
    setDaemon(true);
    start();
  }

  /** Some byte has been sent or received. */
  void moved() {
    movedAt = System.nanoTime();
  }

  /** Whether the link was closed for this. */
  boolean isStalled() {
    return stalled;
  }

  @Override
  public void run() {
    try {
      while (System.nanoTime() - movedAt < LIMIT.toNanos()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      stalled = true;
      link.close();
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @Override
  public void close() {
    interrupt();
  }
}
