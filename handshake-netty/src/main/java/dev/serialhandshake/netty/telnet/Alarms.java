// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/** Runs tasks later. */
interface Alarms {

  /**
   * Runs a task after a time.
   *
   * @return takes it back
   */
  Runnable after(Duration time, Runnable task);

  /** Takes all of them back. */
  void close();

  /** On a thread that is started for the first one: most lines need none. */
  final class OnThread implements Alarms {

    private @Nullable Timer timer;
    private boolean closed;

    @Override
    public synchronized Runnable after(Duration time, Runnable task) {
      if (closed) {
        return () -> {};
      }
      Timer used = timer == null ? new Timer("vmotion-alarms", true) : timer;
      timer = used;
      TimerTask alarm =
          new TimerTask() {
            @Override
            public void run() {
              task.run();
            }
          };
      used.schedule(alarm, time.toMillis());
      return () -> {
        alarm.cancel();
        used.purge(); // or a host that begins moves again and again would take memory
      };
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
