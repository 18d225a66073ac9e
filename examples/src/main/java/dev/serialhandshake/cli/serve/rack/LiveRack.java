// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.List;

/**
 * A rack that follows a file: what is in it is served, from each time on that somebody asks for it.
 * A file that cannot be changes nothing.
 */
public final class LiveRack {

  private static final int MOST_TOLD = 20;

  private final Path file;
  private final Rack rack;
  private final boolean atOnce;
  private RackPlan plan;
  private List<String> told = List.of();

  private LiveRack(Path file, Rack rack, boolean atOnce, RackPlan plan) {
    this.file = file;
    this.rack = rack;
    this.atOnce = atOnce;
    this.plan = plan;
  }

  /**
   * Only looks whether the file could be served.
   *
   * @throws CommandFailure if it could not; all that is wrong was said
   */
  public static void check(Path file) throws CommandFailure {
    try {
      RackPlan plan = read(file);
      plan.check();
      int lines = plan.lines().size();
      Console.say(file + ": nothing is wrong; " + lines + (lines == 1 ? " line" : " lines"));
    } catch (RackFaults e) {
      throw refused(file, e);
    }
  }

  /**
   * Serves what the file says. Blocks.
   *
   * @param atOnce whether a line that goes or changes is taken from those who are on it
   * @throws CommandFailure if it cannot be; all that is wrong was said
   */
  public static LiveRack start(Path file, Rack rack, boolean atOnce) throws CommandFailure {
    try {
      RackPlan plan = read(file);
      List<PlannedLine> lines = plan.lines();
      if (lines.isEmpty() && !plan.hasPatterns()) {
        throw new CommandFailure(ExitCode.USAGE, file + ": no line in it");
      }
      rack.apply(lines, atOnce);
      return new LiveRack(file, rack, atOnce, plan);
    } catch (RackFaults e) {
      throw refused(file, e);
    }
  }

  private static RackPlan read(Path file) throws RackFaults {
    RackPlan plan = RackFile.read(file);
    plan.notices().forEach(Console::say);
    return plan;
  }

  private static CommandFailure refused(Path file, RackFaults e) {
    tell(e);
    return new CommandFailure(ExitCode.USAGE, file + ": " + count(e) + "; nothing is served", e);
  }

  private static void tell(RackFaults e) {
    e.faults().stream().limit(MOST_TOLD).forEach(Console::say);
    if (e.faults().size() > MOST_TOLD) {
      Console.say("and " + (e.faults().size() - MOST_TOLD) + " more");
    }
  }

  private static String count(RackFaults e) {
    return e.faults().size() == 1 ? "1 fault" : e.faults().size() + " faults";
  }

  /** Reads the file anew. Blocks. */
  public synchronized void reload() {
    try {
      RackPlan now = read(file);
      RackChange change = rack.apply(now.lines(), atOnce);
      plan = now;
      Console.say("reloaded " + file + ": " + change);
    } catch (RackFaults e) {
      tell(e);
      Console.say(file + ": " + count(e) + "; the lines are served as before");
    }
  }

  /** Serves ports of patterns that have come, and lets go of those that have gone. Blocks. */
  public synchronized void lookForPorts() {
    if (!plan.hasPatterns()) {
      return;
    }
    try {
      List<PlannedLine> now = plan.lines();
      if (rack.isOtherThan(now)) {
        rack.apply(now, atOnce);
      }
    } catch (RackFaults e) {
      tellOnce(e);
    }
  }

  private void tellOnce(RackFaults e) {
    if (!e.faults().equals(told)) {
      told = e.faults();
      tell(e);
    }
  }
}
