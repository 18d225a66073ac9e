// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.core.blocking.BlockingLink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes the link if the test on it has not gone on for a minute. The link itself does not notice
 * that: the link of the peer still answers, and only the program behind it hangs.
 */
final class Stall extends Thread implements AutoCloseable {

  /** More than the 25 s that the window of a link takes at 110 baud. */
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

  /** Whether the link was closed because the test did not go on. */
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
