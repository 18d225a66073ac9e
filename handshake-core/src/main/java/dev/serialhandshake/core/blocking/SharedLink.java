// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkCounters;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkException;
import dev.serialhandshake.core.link.LinkState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A link that the application's threads and the thread of its line share, one at a time. No thread
 * waits for a line while it holds the lock.
 */
final class SharedLink {

  private final Link link;

  /** Where the line's thread waits; null while it has no line. */
  private @Nullable StreamPair streams;

  /** The thread that opens a new line at the moment. An interruption ends that. */
  private @Nullable Thread reopening;

  /** The last exception of the line, or of an attempt to open it again. */
  private @Nullable IOException lost;

  /** Whether both ends have known each other. */
  private boolean opened;

  private boolean closeAsked;

  /** The caller who closed does not wait for the last bytes any more. */
  private boolean abandoned;

  /** The line is closed, and no other will be opened. */
  private boolean over;

  SharedLink(Link link) {
    this.link = link;
  }

  // For the application's threads.

  synchronized void awaitOpen() throws IOException {
    while (!opened) {
      if (isEnded()) {
        throw failure();
      }
      await();
    }
  }

  /** Waits for bytes. Returns -1 when the peer has closed and all bytes are taken. */
  synchronized int take(ByteBuffer to) throws IOException {
    int count = closeAsked ? 0 : link.take(to);
    while (count == 0) {
      if (!closeAsked && link.end() == LinkEnd.PEER_CLOSED) {
        return -1;
      }
      if (isEnded()) {
        throw failure();
      }
      await();
      count = closeAsked ? 0 : link.take(to);
    }
    wake(); // The peer may wait for room.
    return count;
  }

  /** Waits until all bytes are taken. */
  synchronized void offer(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      if (isEnded()) {
        throw failure();
      }
      if (link.offer(from) > 0) {
        wake();
      } else {
        await();
      }
    }
  }

  synchronized int readable() {
    return closeAsked ? 0 : link.readable();
  }

  synchronized LinkCounters counters() {
    return link.counters();
  }

  synchronized @Nullable LinkEnd end() {
    return link.end();
  }

  /** Returns when the line is closed or, interrupted, soon before that. */
  synchronized void close() {
    if (!closeAsked) {
      closeAsked = true;
      link.close(System.nanoTime());
      wake();
      notifyAll();
      if (reopening != null) {
        reopening.interrupt();
      }
    }
    try {
      while (!over) {
        wait();
      }
    } catch (InterruptedException e) {
      abandoned = true;
      wake();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isEnded() {
    return closeAsked || over || link.state().isFinal();
  }

  private IOException failure() {
    LinkEnd end = closeAsked ? LinkEnd.CLOSED : link.end();
    return end == null
        ? new IOException("the link failed: " + lost, lost)
        : new LinkException(end, closeAsked ? null : lost);
  }

  @SuppressWarnings("WaitNotInLoop") // the callers' loops
  private void await() throws InterruptedIOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException exception = new InterruptedIOException("interrupted in the session");
      exception.initCause(e);
      throw exception;
    }
  }

  private void wake() {
    if (streams != null) {
      streams.wake();
    }
  }

  // For the thread of the line.

  /** There is a line. */
  synchronized void begin(StreamPair line) {
    streams = line;
    long now = System.nanoTime();
    if (link.state() == LinkState.NEW) {
      link.start(now);
    } else {
      link.timeout(now);
      link.lineBack(now);
    }
  }

  /** The line is not used any more. */
  synchronized void leave() {
    streams = null;
  }

  /**
   * Lets the link do what is due.
   *
   * @param read what was received
   * @param frames is filled with what is to be sent
   * @return the state of the link after that
   */
  synchronized LinkState work(ByteBuffer read, ByteBuffer frames, long now) {
    link.receive(read, now);
    link.timeout(now);
    link.transmit(frames, now);
    return changed();
  }

  synchronized LinkState lineLost(@Nullable IOException cause) {
    lost = cause;
    link.lineLost(System.nanoTime());
    return changed();
  }

  private LinkState changed() {
    LinkState state = link.state();
    if (!opened) {
      opened =
          state == LinkState.OPEN
              || link.end() == LinkEnd.PEER_CLOSED
              || link.counters().interruptions() > 0;
    }
    if (state == LinkState.OPEN) {
      lost = null;
    }
    notifyAll();
    return state;
  }

  synchronized long nanosToTimeout(long now) {
    return link.nanosToTimeout(now);
  }

  synchronized long nanosToTransmit(long now) {
    return link.nanosToTransmit(now);
  }

  /** Whether the peer may still need an answer, and nobody waits for the end. */
  synchronized boolean isLingering() {
    return link.end() == LinkEnd.PEER_CLOSED && !closeAsked;
  }

  synchronized boolean isAbandoned() {
    return abandoned;
  }

  synchronized boolean isOpened() {
    return opened;
  }

  synchronized @Nullable IOException lost() {
    return lost;
  }

  /**
   * The calling thread is about to wait for a line; {@link #close} interrupts it from now on.
   *
   * @return what is left of the grace time in nanoseconds; negative if no line is wanted
   */
  synchronized long beginReopening() {
    long now = System.nanoTime();
    link.timeout(now);
    if (changed() != LinkState.WAITING) {
      return -1;
    }
    reopening = Thread.currentThread();
    return link.nanosToGraceOver(now);
  }

  /**
   * The calling thread does not wait any more.
   *
   * @param failure why there is no line; null when there is one, or nobody knows
   */
  synchronized void endReopening(@Nullable IOException failure) {
    reopening = null;
    var unused = Thread.interrupted(); // The state tells.
    if (failure != null) {
      lost = failure;
    }
  }

  /** No more bytes arrive, ever. */
  synchronized void end(@Nullable IOException failure) {
    if (failure != null) {
      lost = failure;
    }
    over = true;
    notifyAll();
  }
}
