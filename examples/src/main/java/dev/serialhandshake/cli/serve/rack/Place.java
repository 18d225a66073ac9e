// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.serve.line.ServedLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A line of the rack, and what was planned for it. */
final class Place {

  private final PlannedLine plan;
  private final ServedLine line;
  private final Object port;
  private boolean started;

  Place(PlannedLine plan, ServedLine line) {
    this.plan = plan;
    this.line = line;
    port = plan.port();
  }

  PlannedLine plan() {
    return plan;
  }

  ServedLine line() {
    return line;
  }

  boolean isStarted() {
    return started;
  }

  /** Opens the line. It is tried again later only if {@code keepTrying}. */
  CompletableFuture<@Nullable Void> start(boolean keepTrying) {
    started = true;
    if (keepTrying) {
      line.keepTrying();
    }
    return line.start();
  }

  /**
   * The name, the port and the files of the log. Two lines that have one of these in common cannot
   * be open at the same time.
   */
  List<Object> exclusive() {
    List<Object> exclusive = new ArrayList<>(List.of(plan.name(), port));
    Path log = plan.log();
    if (log != null) {
      exclusive.addAll(ReceivedLog.files(log));
    }
    return exclusive;
  }
}
