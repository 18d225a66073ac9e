// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.ReceivedLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log of a line, and nobody waits for the disk: up to 256 KiB of lines wait in a queue,
 * and of all lines of a rack together as many as a budget allows. Further ones are dropped, and one
 * line in the log tells how many. For any thread.
 */
final class BootLog {

  private static final int MOST_QUEUED = 256 * 1024;

  private final ReceivedLog log;
  private final Executor background;
  private final LogBudget budget;
  private final Deque<String> queue = new ArrayDeque<>();
  private int queued;

  /** Of the budget: by what is in the queue, and by what is being written. */
  private int reserved;

  private int inHand;
  private long dropped;
  private boolean writing;
  private CompletableFuture<@Nullable Void> written = CompletableFuture.completedFuture(null);

  /**
   * Makes one, whose file is made at once.
   *
   * @param background may block
   * @param budget of all lines
   */
  BootLog(ReceivedLog log, Executor background, LogBudget budget) {
    this.budget = budget;
    this.log = log;
    this.background = background;
    add("");
  }

  synchronized void add(String line) {
    if (line.length() > MOST_QUEUED - queued || !budget.take(line.length())) {
      dropped++;
      return;
    }
    reserved += line.length();
    if (dropped > 0) {
      put(gap());
    }
    put(line);
  }

  private void put(String line) {
    queue.add(line);
    queued += line.length();
    if (writing) {
      return;
    }
    writing = true;
    CompletableFuture<@Nullable Void> next = new CompletableFuture<>();
    written = next;
    try {
      background.execute(() -> write(next));
    } catch (RejectedExecutionException e) { // the process ends
      writing = false;
      next.complete(null);
    }
  }

  private String gap() {
    String gap = "(" + dropped + " lines are missing here: the disk was too slow)\n";
    dropped = 0;
    return gap;
  }

  /** When all lines are written that were added so far. */
  synchronized CompletableFuture<@Nullable Void> written() {
    return written;
  }

  /** Whatever fails, the next line begins anew, and nobody waits for this one for ever. */
  private void write(CompletableFuture<@Nullable Void> end) {
    try {
      for (String lines = take(); lines != null; lines = take()) {
        log.add(lines);
      }
    } catch (RuntimeException | Error e) {
      failed();
      throw e;
    } finally {
      end.complete(null); // outside the lock: others go on from here
    }
  }

  private synchronized void failed() {
    budget.giveBack(inHand);
    inHand = 0;
    writing = false;
  }

  /** All that waits; null at the end. */
  private synchronized @Nullable String take() {
    budget.giveBack(inHand);
    inHand = reserved;
    reserved = 0;
    if (queue.isEmpty()) {
      if (dropped > 0) {
        return gap();
      }
      writing = false;
      return null;
    }
    String lines = String.join("", queue);
    queue.clear();
    queued = 0;
    return lines;
  }
}
