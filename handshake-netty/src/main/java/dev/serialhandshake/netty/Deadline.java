// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The next moment at which something is due; one scheduled task at most.
 *
 * <p>A deadline that moves back leaves the task where it is: it runs early, for nothing, and
 * whoever is told then says again when to run. So a line full of garbage does not reschedule at
 * every read.
 */
abstract class Deadline implements Runnable {

  private @Nullable Future<?> task;
  private long taskAt;

  /** The moment has come, or an earlier one. */
  abstract void due();

  /**
   * Asks to be told, at the latest, after some nanoseconds.
   *
   * @param nanos {@link Long#MAX_VALUE} for never
   * @param now the executor's time
   */
  final void dueIn(long nanos, long now, EventExecutor executor) {
    if (nanos == Long.MAX_VALUE) {
      return;
    }
    long at = now + nanos;
    if (task != null) {
      if (taskAt - at <= 0) {
        return;
      }
      neverDue();
    }
    taskAt = at;
    task = executor.schedule(this, nanos, TimeUnit.NANOSECONDS);
  }

  final void neverDue() {
    Future<?> scheduled = task;
    if (scheduled != null) {
      task = null;
      scheduled.cancel(false);
    }
  }

  @Override
  public final void run() {
    task = null;
    due();
  }
}
