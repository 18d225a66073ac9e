// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the client of {@code connect} sends. They are read before the line is ready,
 * because only a reader notices that the client has ended. They are kept until {@link #sendTo}.
 */
final class LocalInput {

  private static final int BUFFER_SIZE = 32 * 1024;

  /** An SSH client sends less than this before it receives an answer. */
  private static final int MOST_WAITING = 64 * 1024;

  private static final byte[] SSH = {'S', 'S', 'H', '-'};

  private final InputStream in;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private @Nullable OutputStream line;
  private @Nullable Queue<Pumps.End> ends;
  private Pumps.@Nullable End end;

  /** Who wants to know that the input ended before {@link #sendTo}. */
  interface Watcher {

    /** Called once, on the thread that reads; may block. */
    void endedEarly();
  }

  LocalInput(InputStream in) {
    this.in = in;
  }

  /** Begins to read, on a daemon thread. */
  void start(Watcher watcher) {
    new Reading(watcher).start();
  }

  private final class Reading extends Thread {

    private final Watcher watcher;

    Reading(Watcher watcher) {
      super("to-line");
      setDaemon(true);
      this.watcher = watcher;
    }

    @Override
    public void run() {
      if (!end(read())) {
        watcher.endedEarly();
      }
    }
  }

  /**
   * Whether bytes are kept that are worth delivering although the client has ended. Those of {@code
   * echo halt | connect LINE} are. The bytes of an SSH client are not: it needs an answer, and can
   * no longer receive one.
   */
  synchronized boolean hasBytesToDeliver() {
    byte[] bytes = waiting.toByteArray();
    int length = Math.min(bytes.length, SSH.length);
    return length > 0 && !Arrays.equals(bytes, 0, length, SSH, 0, length);
  }

  /**
   * Sends to the line the bytes that have been read, and from now on each further read. Blocks
   * while the line takes the first of these.
   *
   * @param ends gets once how the input, or the line, ended
   */
  synchronized void sendTo(OutputStream line, Queue<Pumps.End> ends) {
    byte[] bytes = waiting.toByteArray();
    this.line = line;
    this.ends = ends;
    notifyAll();
    Pumps.End failure = write(line, bytes, bytes.length);
    if (failure != null) {
      end = failure;
    }
    if (end != null) {
      ends.add(end);
    }
  }

  private Pumps.End read() {
    byte[] buffer = new byte[BUFFER_SIZE];
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (IOException e) {
        return new Pumps.End(false, e);
      }
      Pumps.End failure = count < 0 ? new Pumps.End(false, null) : take(buffer, count);
      if (failure != null) {
        return failure;
      }
    }
  }

  private synchronized Pumps.@Nullable End take(byte[] bytes, int count) {
    while (line == null && waiting.size() + count > MOST_WAITING) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Pumps.End(false, null);
      }
    }
    if (line != null) {
      return write(line, bytes, count);
    }
    waiting.write(bytes, 0, count);
    return null;
  }

  private static Pumps.@Nullable End write(OutputStream line, byte[] bytes, int count) {
    try {
      line.write(bytes, 0, count);
      line.flush();
      return null;
    } catch (IOException e) {
      return new Pumps.End(true, e);
    }
  }

  /** Returns whether the line was ready, so that its pumps know of the end. */
  private synchronized boolean end(Pumps.End now) {
    if (end == null) {
      end = now;
      if (ends != null) {
        ends.add(now);
      }
    }
    return ends != null;
  }
}
