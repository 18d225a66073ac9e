// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Terminals;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how long a test will take, and on a terminal a bar that shows how far it
 * is.
 */
final class Progress implements AutoCloseable {

  private static final int WIDTH = 78;
  private static final int UPDATE_MILLIS = 200;

  private final @Nullable ProgressBar bar;

  /** Says what will be done, and how long that takes on a line without faults. */
  Progress(String what, Duration expected, long steps) {
    Console.say(what + " takes about " + inWords(expected));
    bar =
        Terminals.showsErrors()
            ? new ProgressBarBuilder()
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(Console.drawing(), width()))
                .build()
            : null;
  }

  /**
   * The width of the bar. The last column stays free, because some terminals begin a new line
   * there.
   */
  private static int width() {
    int columns = Terminals.columnsOfErrors();
    return columns == 0 ? WIDTH : Math.min(WIDTH, columns - 1);
  }

  static String inWords(Duration time) {
    long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
    return seconds < 100 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }

  /** How long a megabyte takes. */
  static String megabyte(double bytesPerSecond) {
    return inWords(Duration.ofMillis(Math.round(1000 * 1e6 / bytesPerSecond)));
  }

  void at(long step) {
    if (bar != null) {
      bar.stepTo(step);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
