// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.Signals;
import java.util.concurrent.TimeUnit;

/**
 * Signals that end {@code connect}. OpenSSH writes its last message to its ProxyCommand, closes the
 * pipe and sends SIGHUP at once. A JVM would end there and then; but that message tells the server
 * that the session is over, and on a serial line nothing else does.
 */
public final class HangUp {

  private static final long MILLIS = 1000;

  private static volatile boolean reloads;

  private HangUp() {}

  /** From now on, a signal ends the process only if the end of the input does not do so first. */
  public static void leaveTime() {
    if (reloads) {
      Signals.handle(HangUp::pause, "TERM");
    } else {
      Signals.handle(HangUp::pause, "HUP", "TERM");
    }
  }

  /** From now on, SIGHUP runs a task, and the process goes on. */
  static void reloads(Runnable task) {
    reloads = true;
    Signals.onHangUp(task);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
