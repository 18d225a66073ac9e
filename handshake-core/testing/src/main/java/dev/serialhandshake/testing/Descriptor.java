// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import static dev.serialhandshake.testing.PtyLibC.C;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An open file descriptor whose reads and writes block, and end when it is closed. The system
 * itself does not end them: a descriptor that is closed during a read stays open until that read
 * ends.
 */
final class Descriptor implements AutoCloseable {

  /** What a {@code struct pollfd} takes: the descriptor, the events, what happened. */
  private static final int POLLFD = 8;

  private final int number;
  private final int wake = C.eventfd(0, PtyLibC.O_CLOEXEC);

  /** Held by the threads that use the descriptor. It is closed when they have left. */
  private final ReadWriteLock users = new ReentrantReadWriteLock();

  private volatile boolean closed;

  Descriptor(int number) {
    this.number = number;
    C.fcntl(number, PtyLibC.F_SETFL, PtyLibC.O_RDWR | PtyLibC.O_NONBLOCK);
  }

  int number() {
    return number;
  }

  /** Waits for bytes. Returns -1 if it is closed, or if nobody has the other end open. */
  int read(byte[] bytes) throws IOException {
    return transfer(PtyLibC.POLLIN, () -> C.read(number, bytes, bytes.length));
  }

  /** Waits until all is written. */
  void write(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return;
    }
    try (Memory memory = new Memory(length)) {
      memory.write(0, bytes, from, length);
      for (int done = 0; done < length; ) {
        int start = done;
        int count =
            transfer(
                PtyLibC.POLLOUT, () -> C.write(number, memory.share(start), (long) length - start));
        if (count < 0) {
          throw new IOException("the terminal is closed");
        }
        done += count;
      }
    }
  }

  private interface Call {
    long run();
  }

  private int transfer(short event, Call call) throws IOException {
    while (true) {
      users.readLock().lock();
      try {
        if (closed) {
          return -1;
        }
        await(event);
        if (closed) {
          return -1;
        }
        return (int) call.run();
      } catch (LastErrorException e) {
        if (e.getErrorCode() == PtyLibC.EIO) {
          return -1;
        }
        if (e.getErrorCode() != PtyLibC.EAGAIN && e.getErrorCode() != PtyLibC.EINTR) {
          throw new IOException(e);
        }
      } finally {
        users.readLock().unlock();
      }
    }
  }

  private void await(short event) {
    try (Memory both = new Memory(2 * POLLFD)) {
      both.setInt(0, number);
      both.setShort(4, event);
      both.setInt(POLLFD, wake);
      both.setShort(POLLFD + 4, PtyLibC.POLLIN);
      C.poll(both, 2, -1);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (Memory one = new Memory(Long.BYTES)) {
      one.setLong(0, 1);
      C.write(wake, one, Long.BYTES);
    }
    users.writeLock().lock();
    try {
      C.close(number);
      C.close(wake);
    } finally {
      users.writeLock().unlock();
    }
  }
}
