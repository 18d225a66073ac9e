// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Both streams of a line, each on a thread of its own, and one wait for either of them. */
final class StreamPair implements AutoCloseable {

  static final int BUFFER_SIZE = 8192;

  /** Where a read puts its bytes. */
  final byte[] buffer = new byte[BUFFER_SIZE];

  final StreamReader reader;
  final StreamWriter writer;

  /** A read or a write is done. */
  private final Semaphore happened = new Semaphore(0);

  StreamPair(InputStream in, OutputStream out) {
    reader = new StreamReader(in, buffer, happened);
    writer = new StreamWriter(out, happened);
  }

  /** Ends {@link #await} from another thread. */
  void wake() {
    happened.release();
  }

  /** Waits until a read or a write is done, or the time is over. */
  void await(long nanos) throws InterruptedIOException {
    try {
      if (happened.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        happened.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException exception = new InterruptedIOException("interrupted in the handshake");
      exception.initCause(e);
      throw exception;
    }
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
