// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import dev.serialhandshake.examples.cli.console.Console;
import dev.serialhandshake.examples.cli.console.ExitCode;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a process whose memory is exhausted, so that its supervisor starts it again. What an
 * OutOfMemoryError hit may be anything: a thread that is gone, a line that nobody listens on any
 * more. Netty and MINA catch it and go on, so the process would stay and serve nobody.
 *
 * <p>So each failure of a line or a session is looked at, and the memory itself every 2 s. The
 * JVM's own {@code -XX:+ExitOnOutOfMemoryError}, which the starter and the systemd unit set, ends
 * the process at the first.
 */
final class MemoryWatch {

  /** A look is cheap; a process that cannot work has nothing else to do. */
  private static final long PERIOD_MILLIS = 2_000;

  private static final int NEEDED_BYTES = 1 << 20;
  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 500;

  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  private MemoryWatch() {}

  /** Watches the memory, and the event loops that all lines need. */
  static void start(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      loop.terminationFuture().addListener(ended -> loopEnded());
    }
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught(thread, failure));
    Thread looks = new Thread(MemoryWatch::lookForEver, "memory-watch");
    looks.setDaemon(true);
    looks.start();
  }

  /**
   * Looks at a failure that was caught. The error may have hit somebody else as well: a timer that
   * stopped, for instance.
   */
  static void seen(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError && !isOneHugeArray(cause)) {
        end("out of memory: " + cause.getMessage());
      }
    }
  }

  /** An array that no heap could hold says nothing of the memory. */
  private static boolean isOneHugeArray(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("exceeds VM limit");
  }

  /** From here, event loops end because they are told to. */
  static void stopping() {
    STOPPING.set(true);
  }

  private static void loopEnded() {
    if (!STOPPING.get()) {
      end("an event loop has died, and its lines with it");
    }
  }

  private static void uncaught(Thread thread, Throwable failure) {
    seen(failure);
    System.err.println("exception in the thread " + thread.getName());
    failure.printStackTrace();
  }

  private static void lookForEver() {
    try {
      while (true) {
        Thread.sleep(PERIOD_MILLIS);
        if (!isEnough()) {
          end("out of memory");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isEnough() throws InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      try {
        return new byte[NEEDED_BYTES].length > 0;
      } catch (OutOfMemoryError e) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return false;
  }

  /** Without shutdown hooks, which need memory. */
  private static void end(String why) {
    try {
      Console.say(why + "; the process ends, so that its supervisor starts it again");
    } finally {
      Runtime.getRuntime().halt(ExitCode.INTERNAL_ERROR.number());
    }
  }
}
