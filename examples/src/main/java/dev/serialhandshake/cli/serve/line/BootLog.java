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
 * Writes the log of a line, without letting its caller wait for the disk. Up to 256 KiB of text
 * wait in a queue, and for all lines of the process together as much as {@link LogBudget} allows.
 * Further lines of text are dropped, and a line in the log says how many. Any thread may call this
 * class.
 */
final class BootLog {

  private static final int MOST_QUEUED = 256 * 1024;

  private final ReceivedLog log;
  private final Executor background;
  private final LogBudget budget;
  private final Deque<String> queue = new ArrayDeque<>();
  private int queued;

  /** How much of the budget the text in the queue has taken. */
  private int reserved;

  /** How much of the budget the text has taken that is being written. */
  private int beingWritten;

  private long dropped;
  private boolean writing;
  private CompletableFuture<@Nullable Void> written = CompletableFuture.completedFuture(null);

  /**
   * Creates the log, and begins to create its file.
   *
   * @param background runs the writes, which may block
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

  /** Completes when all lines are written that were added so far. */
  synchronized CompletableFuture<@Nullable Void> written() {
    return written;
  }

  /**
   * Writes until the queue is empty. After a failure the next line that is added begins a new
   * write. In any case {@code end} is completed, so that nobody waits for it for ever.
   */
  private void write(CompletableFuture<@Nullable Void> end) {
    try {
      for (String lines = take(); lines != null; lines = take()) {
        log.add(lines);
      }
    } catch (RuntimeException | Error e) {
      failed();
      throw e;
    } finally {
      end.complete(null); // without the lock, because this runs other code
    }
  }

  private synchronized void failed() {
    budget.giveBack(beingWritten);
    beingWritten = 0;
    writing = false;
  }

  /** All text in the queue; null if there is none, and then the write has ended. */
  private synchronized @Nullable String take() {
    budget.giveBack(beingWritten);
    beingWritten = reserved;
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
