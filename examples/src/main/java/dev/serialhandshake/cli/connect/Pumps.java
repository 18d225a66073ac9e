// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.BytePump;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Queue;
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
   * caller closes the line, which ends it. From now on a signal leaves time for the end of the
   * input ({@link HangUp}).
   *
   * @return the first end, if both sides have ended
   */
  static End run(LocalInput local, OutputStream toLocal, InputStream fromLine, OutputStream toLine)
      throws InterruptedException {
    BlockingQueue<End> ends = new ArrayBlockingQueue<>(2);
    new FromLine(fromLine, toLocal, ends).start();
    local.sendTo(toLine, ends);
    HangUp.leaveTime(); // Not before the first bytes, for which a login waits.
    return ends.take();
  }

  private static final class FromLine extends Thread {

    private final InputStream line;
    private final OutputStream toLocal;
    private final Queue<End> ends;

    FromLine(InputStream line, OutputStream toLocal, Queue<End> ends) {
      super("from-line");
      setDaemon(true);
      this.line = line;
      this.toLocal = toLocal;
      this.ends = ends;
    }

    @Override
    public void run() {
      BytePump.End end = BytePump.run(line, toLocal);
      ends.add(new End(end.bySource(), end.cause()));
    }
  }
}
