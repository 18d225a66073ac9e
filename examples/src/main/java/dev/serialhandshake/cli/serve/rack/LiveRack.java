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
 * Serves the lines of a file. It reads the file at the start and at each reload. A file with faults
 * changes nothing.
 */
public final class LiveRack {

  private final Path file;
  private final Rack rack;
  private final boolean atOnce;

  /** Held while the file is read and its plan is applied. */
  private final ReentrantLock turn = new ReentrantLock();

  private @Nullable RackPlan plan;

  /** The faults that were told last: a fault that stays is told once. */
  private List<String> told = List.of();

  /**
   * Creates it. It serves nothing before {@link #start}.
   *
   * @param atOnce whether sessions end at once on a line that has changed or is gone
   */
  public LiveRack(Path file, Rack rack, boolean atOnce) {
    this.file = file;
    this.rack = rack;
    this.atOnce = atOnce;
  }

  /**
   * Checks whether a file could be served, and serves nothing.
   *
   * @throws CommandFailure if it could not; its faults have been told
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
   * Serves the lines of the file. Blocks.
   *
   * @throws CommandFailure if that is not possible; the faults of the file have been told
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
   * Reads the file again. Blocks.
   *
   * @return the outcome, in a sentence that has been logged
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
   * Serves new ports that match a pattern, and stops serving ports that are gone. Blocks, but does
   * not wait for a reload that is under way.
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
