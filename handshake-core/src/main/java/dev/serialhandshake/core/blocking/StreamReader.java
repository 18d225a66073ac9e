// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blocking stream on a thread of its own. It reads only when it is asked to, and never more
 * bytes than it is asked for. All other bytes stay in the stream.
 */
final class StreamReader implements AutoCloseable, Runnable {

  /** The read that was asked for is not done yet. */
  static final int NOT_YET = -2;

  /** The stream has ended. */
  static final int END = -1;

  static final String THREAD_NAME = "serial-handshake-reader";

  private final InputStream in;
  private final byte[] buffer;
  private final Semaphore happened;
  private final StreamThread thread = new StreamThread(THREAD_NAME, this);

  private int limit;
  private int count;
  private @Nullable IOException failure;

  private boolean reading;
  private volatile boolean done;

  /**
   * Starts the thread, which reads nothing yet.
   *
   * @param in what to read from
   * @param buffer where a read puts its bytes, from index 0; they stay until the next {@link #ask}
   * @param happened gets a permit when a read is done
   */
  StreamReader(InputStream in, byte[] buffer, Semaphore happened) {
    this.in = in;
    this.buffer = buffer;
    this.happened = happened;
    thread.start();
  }

  /** Asks for a read of up to so many bytes, unless an earlier read is not done yet. */
  void ask(int most) {
    if (!reading) {
      limit = most;
      reading = true;
      thread.ask();
    }
  }

  /**
   * The result of the read that was asked for.
   *
   * @return how many bytes were read, or {@link #NOT_YET} or {@link #END}
   * @throws IOException what the stream threw
   */
  int take() throws IOException {
    if (!done) {
      return NOT_YET;
    }
    done = false;
    reading = false;
    if (failure != null) {
      throw failure;
    }
    return count;
  }

  /** Ends the thread at once, or when the read that it is in returns. */
  @Override
  public void close() {
    thread.close(!reading);
  }

  /** One read, on the thread. */
  @Override
  public void run() {
    try {
      count = readSome();
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException("the input stream failed: " + e, e);
    }
    done = true;
    happened.release();
  }

  private int readSome() throws IOException {
    while (!thread.isClosed()) {
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
