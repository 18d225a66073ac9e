// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.Signals;
import java.util.concurrent.TimeUnit;

/**
 * Signals that end {@code connect}. OpenSSH writes its last message to its ProxyCommand, closes the
 * pipe, and sends SIGHUP at once. By default a JVM would end before that message is on the line.
 * But on a serial line, nothing else tells the server that the session is over.
 */
public final class HangUp {

  private static final long GRACE_MILLIS = 1000;

  private static volatile boolean reloads;

  private HangUp() {}

  /**
   * From now on, SIGHUP and SIGTERM end the process one second later. Usually the end of the input
   * ends it first. After {@link #reloads}, SIGHUP does not end the process.
   */
  public static void leaveTime() {
    if (reloads) {
      Signals.handle(HangUp::pause, "TERM");
    } else {
      Signals.handle(HangUp::pause, "HUP", "TERM");
    }
  }

  /** From now on, SIGHUP runs a task on a thread of its own, and the process goes on. */
  static void reloads(Runnable task) {
    reloads = true;
    Signals.onHangUp(task);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
