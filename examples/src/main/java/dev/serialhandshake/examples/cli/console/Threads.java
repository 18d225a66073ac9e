// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.console;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Daemon threads for calls that block: an idle one ends by itself. */
public final class Threads {

  public static final ExecutorService BLOCKING =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "blocking-call");
            thread.setDaemon(true);
            return thread;
          });

  private Threads() {}
}
