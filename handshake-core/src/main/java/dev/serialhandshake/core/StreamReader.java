// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the reads of a blocking stream a deadline: a thread of its own reads, but only when it is
 * asked to, and never more than it is asked for. What nobody asked for stays in the stream.
 */
final class StreamReader implements AutoCloseable {

  /** No byte came in time; the read goes on, and answers the next {@link #poll}. */
  static final int NOT_YET = -2;

  /** The stream has ended. */
  static final int END = -1;

  static final String THREAD_NAME = "serial-handshake-reader";

  private final InputStream in;
  private final byte[] buffer;
  private final Thread thread;

  /** One permit for each read that is asked for; the thread waits here in between. */
  private final Semaphore asked = new Semaphore(0);

  /** One permit for each read that is done. */
  private final Semaphore done = new Semaphore(0);

  // Handed from thread to thread by the semaphores.
  private int limit;
  private int count;
  private @Nullable IOException failure;

  private boolean reading;
  private volatile boolean closed;

  /**
   * Starts the thread, which reads nothing yet.
   *
   * @param in what to read from
   * @param buffer where a read puts its bytes, from index 0; they stay until the next {@link #poll}
   */
  StreamReader(InputStream in, byte[] buffer) {
    this.in = in;
    this.buffer = buffer;
    thread = new Thread(this::readAsAsked, THREAD_NAME);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for a read. A read that an earlier call asked for keeps the limit of that call.
   *
   * @param most how many bytes to read at most
   * @param nanos how long to wait
   * @return how many bytes were read, or {@link #NOT_YET} or {@link #END}
   * @throws IOException what the stream threw
   */
  int poll(int most, long nanos) throws IOException {
    if (!reading) {
      limit = most;
      reading = true;
      asked.release();
    }
    try {
      if (!done.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        return NOT_YET;
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    reading = false;
    if (failure != null) {
      throw failure;
    }
    return count;
  }

  /** Ends the thread: at once, or with the read that it is in. */
  @Override
  public void close() {
    closed = true;
    asked.release();
    boolean interrupted = false;
    while (!reading && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException exception = new InterruptedIOException("interrupted in the handshake");
    exception.initCause(cause);
    return exception;
  }

  private void readAsAsked() {
    while (true) {
      asked.acquireUninterruptibly();
      if (closed) {
        return;
      }
      try {
        count = readSome();
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        failure = new IOException("the stream failed: " + e, e);
      }
      done.release();
    }
  }

  private int readSome() throws IOException {
    while (!closed) {
      try {
        int read = in.read(buffer, 0, limit);
        if (read != 0) {
          return read;
        }
      } catch (SocketTimeoutException e) {
        // A stream with a read timeout of its own: no byte yet.
      }
    }
    return END;
  }
}
