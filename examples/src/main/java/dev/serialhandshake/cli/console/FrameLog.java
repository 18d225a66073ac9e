// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.Step;
import java.io.PrintStream;
import java.util.Locale;

/** Prints each frame of one handshake when it is sent or received. Its clock starts when made. */
public final class FrameLog implements HandshakeObserver {

  private final String line;
  private final PrintStream out;
  private final long start = System.nanoTime();

  public FrameLog(String line, PrintStream out) {
    this.line = line;
    this.out = out;
  }

  @Override
  public void frameSent(Step step, byte[] frame) {
    print("->", step, frame);
  }

  @Override
  public void frameReceived(Step step, byte[] frame, long discardedBefore) {
    if (discardedBefore > 0) {
      out.printf(Locale.ROOT, "%s  %8s  <-  %d bytes of garbage%n", line, clock(), discardedBefore);
    }
    print("<-", step, frame);
  }

  private void print(String direction, Step step, byte[] frame) {
    out.printf(
        Locale.ROOT,
        "%s  %8s  %s  %-8s  %s%n",
        line,
        clock(),
        direction,
        FrameText.hex(frame),
        FrameText.meaning(step, frame));
  }

  private String clock() {
    return String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - start) / 1e9);
  }
}
