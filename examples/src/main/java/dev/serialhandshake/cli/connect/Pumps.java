// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.BytePump;
import java.io.IOException;
import java.io.InputStream;
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
   * Returns when either side has ended. A thread may then still read from the other side; the
   * caller closes the line, which ends it.
   *
   * @return the first end, if both sides have ended
   */
  static End run(LocalInput local, OutputStream toLocal, InputStream fromLine, OutputStream toLine)
      throws InterruptedException {
    BlockingQueue<End> ends = new ArrayBlockingQueue<>(2);
    Thread thread = new Thread(() -> ends.add(fromLine(fromLine, toLocal)), "from-line");
    thread.setDaemon(true);
    thread.start();
    local.sendTo(toLine, ends::add);
    return ends.take();
  }

  private static End fromLine(InputStream line, OutputStream toLocal) {
    BytePump.End end = BytePump.run(line, toLocal);
    return new End(end.bySource(), end.cause());
  }
}
