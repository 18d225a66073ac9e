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

  private HangUp() {}

  /** From now on, a signal ends the process only if the end of the input does not do so first. */
  public static void leaveTime() {
    Signals.handle(HangUp::pause, "HUP", "TERM");
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
