// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.linefile.RackChange;
import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.LogEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A rack that follows a file: what is in it is served, from each time on that somebody asks for it.
 * A file that cannot be changes nothing.
 */
public final class LiveRack {

  private final Path file;
  private final Rack rack;
  private final boolean atOnce;
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable RackPlan plan;
  private List<String> told = List.of();

  /**
   * Makes one that serves nothing yet.
   *
   * @param atOnce whether a line that goes or changes is taken from those who are on it
   */
  public LiveRack(Path file, Rack rack, boolean atOnce) {
    this.file = file;
    this.rack = rack;
    this.atOnce = atOnce;
  }

  /**
   * Only looks whether a file could be served.
   *
   * @throws CommandFailure if it could not; what is wrong was said
   */
  public static void check(Path file) throws CommandFailure {
    try {
      int lines = read(file).check();
      Console.say(file + ": nothing is wrong; " + lines + (lines == 1 ? " line" : " lines"));
    } catch (RackFaults e) {
      throw refused(file, e);
    }
  }

  /**
   * Serves what the file says. Blocks.
   *
   * @throws CommandFailure if it cannot be; what is wrong was said
   */
  public void start() throws CommandFailure {
    turn.lock();
    try {
      var unused = serve();
    } catch (RackFaults e) {
      throw refused(file, e);
    } finally {
      turn.unlock();
    }
  }

  private RackChange serve() throws RackFaults {
    RackPlan now = read(file);
    now.checkPatterns();
    RackChange change = rack.apply(now.lines(), atOnce);
    plan = now;
    told = List.of();
    return change;
  }

  private static RackPlan read(Path file) throws RackFaults {
    RackPlan plan = RackPlan.read(file);
    plan.notices().forEach(Console::say);
    return plan;
  }

  private static CommandFailure refused(Path file, RackFaults e) {
    e.tell();
    return new CommandFailure(e.code(), file + ": " + e.count() + "; nothing is served", e);
  }

  /**
   * Reads the file anew. Blocks.
   *
   * @return what has come of it, in a sentence that was said
   */
  public String reload() {
    turn.lock();
    try {
      String done = "reloaded " + file + ": " + serve();
      LogEvent.of(EventKind.RELOAD, null, done).tell();
      return done;
    } catch (RackFaults e) {
      e.tell();
      return notReloaded(": " + e.count() + "; the lines are served as before", e.count());
    } catch (RuntimeException e) {
      Console.tell(e);
      return notReloaded(": the lines are served as before", String.valueOf(e.getMessage()));
    } finally {
      turn.unlock();
    }
  }

  private String notReloaded(String message, String cause) {
    LogEvent.of(EventKind.RELOAD, null, file + message).cause(cause).tell();
    return file + message;
  }

  /**
   * Serves ports of patterns that have come, and lets go of those that have gone. Blocks, but never
   * for a reload that is under way.
   */
  public void lookForPorts() {
    if (turn.tryLock()) {
      try {
        followPatterns();
      } catch (RackFaults e) {
        tellOnce(e);
      } finally {
        turn.unlock();
      }
    }
  }

  private void followPatterns() throws RackFaults {
    RackPlan known = plan;
    if (known != null && known.hasPatterns()) {
      List<PlannedLine> now = known.lines();
      if (rack.isOtherThan(now)) {
        rack.apply(now, atOnce);
        told = List.of();
      }
    }
  }

  private void tellOnce(RackFaults e) {
    if (!e.faults().equals(told)) {
      told = e.faults();
      e.tell();
    }
  }
}
