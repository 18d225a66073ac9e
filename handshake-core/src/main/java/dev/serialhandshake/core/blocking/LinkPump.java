// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import dev.serialhandshake.core.blocking.BlockingLink.Line;
import dev.serialhandshake.core.blocking.BlockingLink.LineSource;
import dev.serialhandshake.core.blocking.BlockingLink.Observer;
import dev.serialhandshake.core.link.LinkState;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread that drives a link, on one line after the other. */
final class LinkPump extends Thread {

  static final String THREAD_NAME = "serial-handshake-link";

  /** How long to answer a peer that has not received the acknowledgement of its CLOSE. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final SharedLink link;
  private final Line first;
  private final LineSource again;
  private final Observer observer;

  /** The bytes for one write to the line. */
  private final ByteBuffer frames = ByteBuffer.allocate(StreamPair.BUFFER_SIZE);

  /** The pause before the next attempt to get the line back. */
  private long pauseMillis;

  /** Whether the observer was told that the line is lost. */
  private boolean interrupted;

  LinkPump(SharedLink link, Line first, LineSource again, Observer observer) {
    super(THREAD_NAME);
    setDaemon(true);
    this.link = link;
    this.first = first;
    this.again = again;
    this.observer = observer;
  }

  @Override
  public void run() {
    IOException failure = null;
    try {
      Line line = first;
      while (line != null) {
        line = workAndClose(line) == LinkState.WAITING ? reopen() : null;
      }
    } catch (RuntimeException e) { // of a line or an observer
      failure = new IOException(e.toString(), e);
    } finally {
      link.end(failure);
    }
  }

  private LinkState workAndClose(Line line) {
    try {
      return work(line);
    } finally {
      close(line);
    }
  }

  private static void close(Line line) {
    try {
      line.close();
    } catch (IOException e) {
      // The line is not needed any more, and may have been lost before.
    }
  }

  /** Returns when the link waits for another line, or has ended. */
  private LinkState work(Line line) {
    try (StreamPair pair = new StreamPair(line.in(), line.out())) {
      link.begin(pair);
      LinkState state = exchange(pair);
      while (state != LinkState.WAITING && !state.isFinal() && !link.isAbandoned()) {
        tell(state);
        pair.reader.ask(StreamPair.BUFFER_SIZE);
        await(pair, nanosToWait(pair));
        state = exchange(pair);
      }
      tell(state);
      if (state.isFinal()) {
        finish(pair);
      }
      return state;
    } catch (IOException e) {
      LinkState state = link.lineLost(e);
      tell(state);
      return state;
    } finally {
      link.leave();
    }
  }

  /** Writes the last frames. For a while it also answers a peer that has closed. */
  private void finish(StreamPair pair) throws IOException {
    long end = System.nanoTime() + LINGER_NANOS;
    long left = LINGER_NANOS;
    while (left > 0 && !link.isAbandoned() && (link.isLingering() || !pair.writer.isIdle())) {
      pair.reader.ask(StreamPair.BUFFER_SIZE);
      await(pair, left);
      exchange(pair);
      left = end - System.nanoTime();
    }
  }

  /** Gives the link the bytes that were read, and the line the link's frames. */
  private LinkState exchange(StreamPair pair) throws IOException {
    IOException failure = pair.writer.failure();
    if (failure != null) {
      throw failure;
    }
    int count = pair.reader.take();
    if (count == StreamReader.END) {
      throw new EOFException("the other end has closed it");
    }
    frames.clear().limit(pair.writer.isIdle() ? frames.capacity() : 0);
    ByteBuffer read = ByteBuffer.wrap(pair.buffer, 0, Math.max(0, count));
    LinkState state = link.work(read, frames, System.nanoTime());
    if (frames.position() > 0) {
      pair.writer.write(Arrays.copyOf(frames.array(), frames.position()));
    }
    return state;
  }

  private long nanosToWait(StreamPair pair) {
    long now = System.nanoTime();
    long nanos = link.nanosToTimeout(now);
    return pair.writer.isIdle() ? Math.min(nanos, link.nanosToTransmit(now)) : nanos;
  }

  private static void await(StreamPair pair, long nanos) {
    try {
      pair.await(nanos);
    } catch (InterruptedIOException e) {
      var unused = Thread.interrupted(); // Only close ends a session.
    }
  }

  private void tell(LinkState state) {
    if (state == LinkState.OPEN) {
      pauseMillis = 0;
      if (interrupted) {
        interrupted = false;
        observer.resumed();
      }
    } else if (state == LinkState.WAITING && !interrupted && link.isOpened()) {
      interrupted = true;
      observer.interrupted(link.lost());
    }
  }

  /**
   * Returns null when no line is needed any more: the grace time is over, or the link was closed.
   */
  private @Nullable Line reopen() {
    while (true) {
      long left = link.beginReopening();
      if (left < 0) {
        return null;
      }
      Line line = null;
      IOException failure = null;
      try {
        long pause = Math.min(nextPause(), left);
        TimeUnit.NANOSECONDS.sleep(pause);
        if (left > pause) {
          line = again.open(Duration.ofNanos(left - pause));
        }
      } catch (InterruptedException e) {
        // The link says whether a line is still needed.
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        failure = new IOException(e.toString(), e);
      }
      link.endReopening(failure);
      if (line != null) {
        return line;
      }
    }
  }

  /** No pause after a session that worked, then a longer one each time. A quarter is random. */
  private long nextPause() {
    long pause = pauseMillis;
    pauseMillis = Math.min(Math.max(FIRST_PAUSE_MILLIS, 2 * pause), LONGEST_PAUSE_MILLIS);
    long chance = pause < 4 ? 0 : ThreadLocalRandom.current().nextLong(pause / 4);
    return TimeUnit.MILLISECONDS.toNanos(pause - chance);
  }
}
