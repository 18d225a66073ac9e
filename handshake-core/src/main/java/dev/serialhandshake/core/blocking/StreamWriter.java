// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a blocking stream on a thread of its own. Flow control may hold a write for
 * ever, and meanwhile the handshake must read and watch its deadlines. If a frame still waits when
 * the next one comes, the next one replaces it, because only the newest frame counts.
 */
final class StreamWriter implements AutoCloseable, Runnable {

  static final String THREAD_NAME = "serial-handshake-writer";

  private final OutputStream out;
  private final Semaphore happened;
  private final StreamThread thread = new StreamThread(THREAD_NAME, this);
  private final AtomicReference<byte @Nullable []> next = new AtomicReference<>();
  private final AtomicInteger unwritten = new AtomicInteger();
  private volatile @Nullable IOException failure;

  /**
   * Starts the thread.
   *
   * @param out what to write to
   * @param happened gets a permit when a frame is written or has failed
   */
  StreamWriter(OutputStream out, Semaphore happened) {
    this.out = out;
    this.happened = happened;
    thread.start();
  }

  /** Lets the thread write a frame and flush it. Returns at once. */
  void write(byte[] frame) {
    if (next.getAndSet(frame) == null) {
      unwritten.incrementAndGet();
      thread.ask();
    }
  }

  boolean isIdle() {
    return unwritten.get() == 0;
  }

  /** What the stream threw, if it did. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Ends the thread at once, or when the write that it is in returns. */
  @Override
  public void close() {
    thread.close(isIdle());
  }

  /** Writes the next frame, on the thread. */
  @Override
  public void run() {
    byte[] frame = next.getAndSet(null);
    try {
      if (frame != null) {
        out.write(frame);
        out.flush();
      }
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException("the output stream failed: " + e, e);
    }
    unwritten.decrementAndGet();
    happened.release();
  }
}
