// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A stream whose writers never wait, because a thread of its own writes the lines to the target.
 * Standard error may be a pipe that nobody reads, or a terminal that was stopped with Ctrl-S. After
 * 64 KiB the system would block a writer there, and an event loop that is blocked serves no line.
 *
 * <p>The queue is bounded. When it is full, new lines are dropped until all lines in it are
 * written; then one line says how many were dropped.
 */
final class LogQueue extends OutputStream {

  /** The pause after a write that failed for lack of memory. */
  private static final long PAUSE_MILLIS = 100;

  private final OutputStream target;
  private final int mostBytes;
  private final Queue<byte[]> lines = new ArrayDeque<>();

  /** The beginning of a line whose end was not written yet. */
  private final ByteArrayOutputStream unended = new ByteArrayOutputStream();

  private int bytes;
  private long dropped;
  private boolean writing;

  LogQueue(OutputStream target, int mostBytes) {
    this.target = target;
    this.mostBytes = mostBytes;
    Thread writer = new Thread(this::writeForEver, "log");
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) {
    int begin = offset;
    for (int i = offset; i < offset + length; i++) {
      if (source[i] == '\n') {
        unended.write(source, begin, i + 1 - begin);
        addForeign();
        begin = i + 1;
      }
    }
    unended.write(source, begin, offset + length - begin);
    if (unended.size() > mostBytes) {
      addForeign(); // A child process, for instance, may write a line that never ends.
    }
  }

  /**
   * Adds a line even if the queue is full. For the last message of a process that is out of memory.
   */
  synchronized void add(byte[] line) {
    bytes += line.length;
    lines.add(line);
    notifyAll();
  }

  /** Adds a line that already has the form of the log, or drops it if the queue is full. */
  synchronized void say(byte[] line) {
    if (dropped > 0 || (bytes > 0 && bytes + line.length > mostBytes)) {
      dropped++;
    } else {
      add(line);
    }
    notifyAll();
  }

  private void addForeign() {
    byte[] line = unended.toByteArray();
    unended.reset();
    say(Console.form().foreign(line));
  }

  /**
   * Waits until all lines are written.
   *
   * @param millis how long at most, because it may be that nobody reads them
   */
  synchronized void drain(long millis) {
    if (unended.size() > 0) {
      addForeign();
    }
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      while (writing || !lines.isEmpty() || dropped > 0) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeForEver() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = writeNext();
    }
  }

  /**
   * Writes one line. If that fails, for lack of memory for instance, the next lines are written.
   */
  private boolean writeNext() {
    try {
      writeLine(next());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException | Error e) {
      return pause();
    }
  }

  /** Waits a moment: then there may be memory again. Returns false if it was interrupted. */
  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    writing = false;
    while (lines.isEmpty() && dropped == 0) {
      notifyAll();
      wait();
    }
    writing = true;
    return lines.isEmpty() ? gap() : first();
  }

  private byte[] gap() {
    String lines = dropped == 1 ? "1 line of this log was" : dropped + " lines of this log were";
    byte[] line = Console.bytes(lines + " dropped, because nobody read it");
    dropped = 0;
    return line;
  }

  private byte[] first() {
    byte[] line = lines.remove();
    bytes -= line.length;
    return line;
  }

  private void writeLine(byte[] line) {
    try {
      target.write(line);
      target.flush();
    } catch (IOException e) {
      // The reader is gone.
    }
  }
}
