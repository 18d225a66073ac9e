// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.systemd;

import dev.serialhandshake.cli.console.Console;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd what a unit with {@code Type=notify} and {@code WatchdogSec=} waits for, by the
 * protocol of sd_notify(3). Without NOTIFY_SOCKET in the environment it does nothing.
 */
public final class Supervisor {

  private final @Nullable NotifySocket socket;
  private final long watchdogNanos;
  private volatile boolean stopping;

  /** Whether the last message was not sent, and that was logged. */
  private volatile boolean unheard;

  private Supervisor(@Nullable NotifySocket socket, long watchdogNanos) {
    this.socket = socket;
    this.watchdogNanos = watchdogNanos;
  }

  /** The supervisor of this process, by its environment. */
  public static Supervisor ofThisProcess() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  static Supervisor of(Map<String, String> environment, long pid) {
    String address = environment.get("NOTIFY_SOCKET");
    if (address == null || address.isEmpty()) {
      return new Supervisor(null, 0);
    }
    NotifySocket socket = NotifySocket.open(address);
    if (socket == null) {
      Console.say(
          "systemd hears nothing of this process: NOTIFY_SOCKET="
              + address
              + " needs Linux, native code that can be loaded, and a path; or use Type=simple");
    }
    return new Supervisor(socket, watchdogNanos(environment, pid));
  }

  /**
   * How long systemd waits for a sign of life; 0 if it does not, or waits for that of another
   * process.
   */
  private static long watchdogNanos(Map<String, String> environment, long pid) {
    String whose = environment.getOrDefault("WATCHDOG_PID", String.valueOf(pid));
    try {
      long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      return whose.equals(String.valueOf(pid)) ? TimeUnit.MICROSECONDS.toNanos(micros) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * The start or a reload has ended.
   *
   * @param status one line, which {@code systemctl status} shows
   */
  public void ready(String status) {
    if (stopping) {
      return;
    }
    send("READY=1\nSTATUS=" + oneLine(status), true);
  }

  /** A reload begins. At its end call {@link #ready}. */
  public void reloading() {
    if (stopping) {
      return;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime()); // CLOCK_MONOTONIC, on Linux
    send("RELOADING=1\nMONOTONIC_USEC=" + micros, true);
  }

  /** The process was told to end. From here on it gives no sign of life. */
  public void stopping() {
    stopping = true;
    send("STOPPING=1", false);
  }

  /**
   * Begins to give signs of life, if systemd wants them: two in the time that systemd waits. Before
   * each sign a task runs on one event loop after the other. So an event loop that hangs stops the
   * signs.
   */
  public void watch(EventLoopGroup loops) {
    if (socket != null && watchdogNanos > 0) {
      goOn(loops, loops.iterator(), loops.next());
    }
  }

  private void goOn(EventLoopGroup loops, Iterator<EventExecutor> rest, EventExecutor here) {
    if (stopping) {
      return;
    }
    try {
      if (rest.hasNext()) {
        EventExecutor next = rest.next();
        next.execute(() -> goOn(loops, rest, next));
      } else {
        var unused =
            here.schedule(
                () -> goOn(loops, loops.iterator(), here), watchdogNanos / 2, TimeUnit.NANOSECONDS);
        send("WATCHDOG=1", false);
      }
    } catch (RejectedExecutionException e) {
      // The loops have ended, and so does the process.
    }
  }

  private void send(String message, boolean mayWait) {
    try {
      if (socket != null) {
        socket.send(message, mayWait);
        unheard = false;
      }
    } catch (IOException e) {
      if (!unheard) { // logged once, not for each sign of life
        unheard = true;
        Console.say("a message to systemd was not sent: " + e.getMessage());
      }
    }
  }

  /** The end of a line in a message would begin another field. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
