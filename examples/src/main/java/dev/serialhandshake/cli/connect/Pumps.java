// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.BytePump;
import dev.serialhandshake.cli.line.OpenLine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Carries bytes both ways until one side ends. */
final class Pumps {

  /** How the pumping ended: which side, and what it threw, if anything. */
  record End(boolean byLine, @Nullable IOException cause) {}

  private Pumps() {}

  /**
   * Pumps until either side has no more. Its threads may still wait in the stream of the side that
   * did not end; the caller closes that.
   */
  static End run(LocalInput local, OutputStream toLocal, OpenLine line)
      throws InterruptedException {
    BlockingQueue<End> ends = new ArrayBlockingQueue<>(2);
    Thread fromLine = new Thread(() -> ends.add(fromLine(line, toLocal)), "from-line");
    fromLine.setDaemon(true);
    fromLine.start();
    local.sendTo(line.out(), ends::add);
    return ends.take();
  }

  private static End fromLine(OpenLine line, OutputStream toLocal) {
    BytePump.End end = BytePump.run(line.in(), toLocal);
    return new End(end.bySource(), end.cause());
  }
}
