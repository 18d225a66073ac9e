// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where ports open, write and close, as each of these may block. A thread is borrowed for the call
 * only: idle ports have none, and one held port never holds up another. There are a few threads for
 * each port at the most: a port opens once, writes once and closes once at a time.
 */
final class BlockingCalls {

  static final Executor EXECUTOR =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          BlockingCalls::thread);

  private static final AtomicInteger THREADS = new AtomicInteger();

  private BlockingCalls() {}

  /** Without Netty's factory of threads: {@link SerialStreams} need nothing of Netty. */
  private static Thread thread(Runnable calls) {
    Thread thread = new Thread(calls, "serial-call-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs calls all at once, and waits for them no longer than the given time. A call that hangs
   * goes on without the caller.
   */
  static void runAll(List<Runnable> calls, long millis) {
    CountDownLatch left = new CountDownLatch(calls.size());
    for (Runnable call : calls) {
      EXECUTOR.execute(
          () -> {
            try {
              call.run();
            } finally {
              left.countDown();
            }
          });
    }
    try {
      var unused = left.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
