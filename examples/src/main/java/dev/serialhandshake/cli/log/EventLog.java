// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.log.LogForm.EventForm;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Writes events to standard error. Repeats go through {@link Folding} first. Any thread may call.
 */
public final class EventLog {

  private static final long LOOK_SECONDS = 1;

  private static final Folding FOLDING = new Folding(System::nanoTime);

  private static EventForm form = LogForm.TEXT.lines(false, Instant::now);
  private static boolean looking;

  private EventLog() {}

  /**
   * From now on, every line of standard error has the given form, and no thread that writes to it
   * waits until it is read.
   */
  public static void begin(LogForm chosen) {
    EventForm lines = chosen.lines(Journal.readsStandardError(), Instant::now);
    synchronized (EventLog.class) {
      form = lines;
    }
    Console.neverWait(lines, EventLog::tellRest);
  }

  static void tell(LogEvent event) {
    if (FOLDING.isSaidNow(event)) {
      say(event);
    }
    lookLater();
  }

  private static synchronized void say(LogEvent event) {
    Console.write(form.event(event));
  }

  private static synchronized void lookLater() {
    if (!looking && !FOLDING.isEmpty()) {
      looking = true;
      CompletableFuture.delayedExecutor(LOOK_SECONDS, TimeUnit.SECONDS, Threads.BLOCKING)
          .execute(EventLog::look);
    }
  }

  private static void look() {
    synchronized (EventLog.class) {
      looking = false;
    }
    tellAll(FOLDING.due());
    lookLater();
  }

  private static void tellRest() {
    tellAll(FOLDING.rest());
  }

  private static void tellAll(List<LogEvent> events) {
    events.forEach(EventLog::say);
  }
}
