// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.connect;

import dev.serialhandshake.examples.cli.line.OpenLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Carries bytes both ways until one side ends. */
final class Pumps {

  private static final int BUFFER_SIZE = 32 * 1024;

  /** How the pumping ended: which side, and what it threw, if anything. */
  record End(boolean byLine, @Nullable IOException cause) {}

  private final BlockingQueue<End> ends = new ArrayBlockingQueue<>(2);

  private Pumps() {}

  /**
   * Pumps until either side has no more. Its threads may still wait in the stream of the side that
   * did not end; the caller closes that.
   */
  static End run(InputStream local, OutputStream toLocal, OpenLine line)
      throws InterruptedException {
    Pumps pumps = new Pumps();
    pumps.start("from-line", true, line.in(), toLocal);
    pumps.start("to-line", false, local, line.out());
    return pumps.ends.take();
  }

  private void start(String name, boolean fromLine, InputStream in, OutputStream out) {
    Thread thread = new Thread(() -> ends.add(pump(fromLine, in, out)), name);
    thread.setDaemon(true);
    thread.start();
  }

  private static End pump(boolean fromLine, InputStream in, OutputStream out) {
    byte[] buffer = new byte[BUFFER_SIZE];
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (IOException e) {
        return new End(fromLine, e);
      }
      if (count < 0) {
        return new End(fromLine, null);
      }
      try {
        out.write(buffer, 0, count);
        out.flush();
      } catch (IOException e) {
        return new End(!fromLine, e);
      }
    }
  }
}
