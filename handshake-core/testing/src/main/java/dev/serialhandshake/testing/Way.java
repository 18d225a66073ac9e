// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a {@link PtyPair}. */
public final class Way {

  private final PseudoTerminal from;
  private final PseudoTerminal to;
  private final Thread carrier;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private boolean held;
  private boolean ended;
  private Duration perByte = Duration.ZERO;
  private long carried;
  private long limit = Long.MAX_VALUE;

  Way(PseudoTerminal from, PseudoTerminal to) {
    this.from = from;
    this.to = to;
    carrier = new Thread(this::carry, "pty-carrier");
    carrier.setDaemon(true);
    carrier.start();
  }

  /** From now on no byte passes. The line takes some kilobytes more, then its writer waits. */
  public void hold() {
    set(() -> held = true);
  }

  /** The same, when so many bytes have passed in all. */
  public void holdAfter(long count) {
    set(() -> limit = count);
  }

  /** Ends what {@link #hold} and {@link #holdAfter} began. */
  public void release() {
    set(
        () -> {
          held = false;
          limit = Long.MAX_VALUE;
        });
  }

  /** Lets a byte pass only so long after the byte before it. Zero is as fast as possible. */
  public void pace(Duration each) {
    set(() -> perByte = each);
  }

  /** How many bytes have passed. */
  public long carried() {
    lock.lock();
    try {
      return carried;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many bytes have passed, and fails after a long deadline. */
  public void awaitCarried(long count) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(60);
    lock.lock();
    try {
      while (carried < count) {
        if (left <= 0) {
          throw new AssertionError("only " + carried + " bytes of " + count + " got through");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void carry() {
    byte[] buffer = new byte[4096];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        for (int done = 0; done < count; ) {
          int next = awaitTurn(count - done);
          to.out().write(buffer, done, next);
          done += next;
          set(() -> carried += next);
        }
      }
    } catch (IOException | InterruptedException e) {
      // The line was unplugged.
    }
  }

  /** Waits for the time of the next bytes, and returns how many may go. */
  private int awaitTurn(int most) throws InterruptedException {
    lock.lock();
    try {
      long since = System.nanoTime();
      while (true) {
        if (ended) {
          throw new InterruptedException();
        }
        long left = perByte.toNanos() - (System.nanoTime() - since);
        if (held || carried >= limit) {
          changed.await();
        } else if (perByte.isZero()) {
          return (int) Math.min(most, limit - carried);
        } else if (left <= 0) {
          return 1;
        } else {
          changed.awaitNanos(left);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of the thread, when both terminals are closed. */
  void end() {
    set(() -> ended = true);
    try {
      carrier.join(TimeUnit.SECONDS.toMillis(30));
      if (carrier.isAlive()) {
        throw new IllegalStateException("the line does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
