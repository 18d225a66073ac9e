// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Daemon threads for calls that block. A thread that is idle for 5 seconds ends. */
public final class Threads {

  private static final long IDLE_SECONDS = 5;

  public static final ExecutorService BLOCKING =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "blocking-call");
            thread.setDaemon(true);
            return thread;
          });

  private Threads() {}
}
