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
 * Tells systemd what a unit with {@code Type=notify} and {@code WatchdogSec=} waits for: the
 * protocol of sd_notify(3). Where no systemd has asked for it, it does nothing.
 */
public final class Supervisor {

  private final @Nullable NotifySocket socket;
  private final long watchdogNanos;
  private volatile boolean stopping;
  private volatile boolean unheard;

  private Supervisor(@Nullable NotifySocket socket, long watchdogNanos) {
    this.socket = socket;
    this.watchdogNanos = watchdogNanos;
  }

  /** The one that has started this process, if one has. */
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

  /** How long systemd waits for a sign of life; 0 where it does not, or waits for another. */
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
   * The start has ended, or a reload has.
   *
   * @param status what {@code systemctl status} shows, in a line
   */
  public void ready(String status) {
    if (stopping) {
      return;
    }
    send("READY=1\nSTATUS=" + oneLine(status), true);
  }

  /** The file is read again; {@link #ready} tells the end of it. */
  public void reloading() {
    if (stopping) {
      return;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime()); // CLOCK_MONOTONIC, on Linux
    send("RELOADING=1\nMONOTONIC_USEC=" + micros, true);
  }

  /** The process ends because it was told to; from here it gives no sign of life. */
  public void stopping() {
    stopping = true;
    send("STOPPING=1", false);
  }

  /**
   * Begins to give signs of life, if they are wanted: twice in the time that systemd waits. A sign
   * goes through each of the loops before it is given, so one that hangs keeps all of them back.
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
      if (!unheard) { // once, not for each sign of life
        unheard = true;
        Console.say("a message to systemd was not sent: " + e.getMessage());
      }
    }
  }

  /** A line end in a message would begin another field. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
