// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.ReceivedLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log of a line, and nobody waits for the disk: up to 256 KiB of lines wait in a queue.
 * Further ones are dropped, and one line in the log tells how many. For any thread.
 */
final class BootLog {

  private static final int MOST_QUEUED = 256 * 1024;

  private final ReceivedLog log;
  private final Executor background;
  private final Deque<String> queue = new ArrayDeque<>();
  private int queued;
  private long dropped;
  private CompletableFuture<@Nullable Void> written = CompletableFuture.completedFuture(null);

  /**
   * Makes one, whose file is made at once.
   *
   * @param background may block
   */
  BootLog(ReceivedLog log, Executor background) {
    this.log = log;
    this.background = background;
    add("");
  }

  synchronized void add(String line) {
    if (line.length() > MOST_QUEUED - queued) {
      dropped++;
      return;
    }
    if (dropped > 0) {
      put("(" + dropped + " lines are missing here: the disk was too slow)\n");
      dropped = 0;
    }
    put(line);
  }

  private void put(String line) {
    queue.add(line);
    queued += line.length();
    if (written.isDone()) {
      CompletableFuture<@Nullable Void> next = new CompletableFuture<>();
      written = next;
      background.execute(() -> write(next));
    }
  }

  /** When all lines are written that were added so far. */
  synchronized CompletableFuture<@Nullable Void> written() {
    return written;
  }

  private void write(CompletableFuture<@Nullable Void> end) {
    for (String lines = take(end); lines != null; lines = take(end)) {
      log.add(lines);
    }
    end.complete(null);
  }

  /** All that waits, but no more than one write should be; null at the end. */
  private synchronized @Nullable String take(CompletableFuture<@Nullable Void> end) {
    if (queue.isEmpty()) {
      end.complete(null); // within the lock: the next line begins anew
      return null;
    }
    String lines = String.join("", queue);
    queue.clear();
    queued = 0;
    return lines;
  }
}
