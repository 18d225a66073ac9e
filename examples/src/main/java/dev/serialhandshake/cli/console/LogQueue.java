// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A stream whose writers never wait: a thread of its own writes the lines to the target. Standard
 * error may be a pipe that nobody reads, or a terminal that was stopped with Ctrl-S. After 64 KiB
 * the system keeps a writer waiting then, and an event loop that waits serves no line.
 *
 * <p>The queue is bounded. When it is full, lines are dropped until all that waits is written; then
 * one line tells how many.
 */
final class LogQueue extends OutputStream {

  private static final long REST_MILLIS = 100;

  private final OutputStream target;
  private final int mostBytes;
  private final Queue<byte[]> lines = new ArrayDeque<>();
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
      addForeign(); // A line without an end, for instance of a child.
    }
  }

  /** However full the queue is: the last words of a process that has no memory for new ones. */
  synchronized void add(byte[] line) {
    bytes += line.length;
    lines.add(line);
    notifyAll();
  }

  /** A line that has its form already. */
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
   * Waits until all is written.
   *
   * @param millis for how long at the most: nobody may read it
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

  /** Whatever fails, a lack of memory too, the lines after this one are written. */
  private boolean writeNext() {
    try {
      writeLine(next());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException | Error e) {
      return rest();
    }
  }

  /** Memory may be there again in a while. */
  private static boolean rest() {
    try {
      Thread.sleep(REST_MILLIS);
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
    byte[] line =
        Console.bytes(dropped + " lines of this log were dropped, because nobody read it");
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
      // Nobody can read it any more.
    }
  }
}
