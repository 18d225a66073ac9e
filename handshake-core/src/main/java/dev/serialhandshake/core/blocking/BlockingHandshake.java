// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The handshake over a pair of blocking streams, for programs without an event loop.
 *
 * <p>The calling thread is blocked until the line is in sync or the handshake has failed. No byte
 * after the final ACK is taken. When the method returns, the next byte of the input stream is the
 * first byte that the peer's application wrote, and no other thread reads from the stream.
 *
 * <p>When the method throws, a read or a write may still be blocked in a stream, on a daemon thread
 * that ends with that call. Close the line then. A byte that arrives before the close is lost.
 *
 * <p>The settings bound every wait. Reads and writes happen on two threads of their own, so a line
 * that is held by flow control does not block the caller longer than that. A read of the input
 * stream must return as soon as there is a byte. A {@link java.net.SocketTimeoutException} of the
 * stream means "no byte yet".
 *
 * <p>A read may be blocked while a frame is written. Two kinds of JDK streams do not allow that.
 * Before JDK 19, the streams that {@link java.nio.channels.Channels} makes of one socket channel
 * share a lock and dead-lock. A {@link java.io.PipedInputStream} refuses the peer's bytes between
 * the handshake's last read and the application's first read.
 */
public final class BlockingHandshake {

  private final Handshake handshake;
  private final HandshakeSettings settings;
  private final long start = System.nanoTime();

  private BlockingHandshake(Handshake handshake, HandshakeSettings settings) {
    this.handshake = handshake;
    this.settings = settings;
  }

  /**
   * Begins a handshake and waits for it.
   *
   * @param in from the peer; not closed
   * @param out to the peer; flushed after each frame, not closed
   * @param settings waits and limits
   * @param observer is told of every frame, on the calling thread
   * @return what was done and received
   * @throws HandshakeException when the handshake failed
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException only as one of the two above
   */
  public static HandshakeReport client(
      InputStream in, OutputStream out, HandshakeSettings settings, HandshakeObserver observer)
      throws IOException {
    Handshake client = Handshake.client(settings, ThreadLocalRandom.current(), observer);
    return new BlockingHandshake(client, settings).run(in, out);
  }

  /**
   * Waits for a peer to begin a handshake, and for that handshake.
   *
   * @param in from the peer; not closed
   * @param out to the peer; flushed after each frame, not closed
   * @param settings waits and limits; clients must begin {@link ClientBegins#LATER}
   * @param observer is told of every frame, on the calling thread
   * @return what was done and received
   * @throws IllegalArgumentException when the settings say how clients begin. The client's first
   *     bytes could not be given back to the stream.
   * @throws HandshakeException when the handshake failed
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException only as one of the two above
   */
  public static HandshakeReport server(
      InputStream in, OutputStream out, HandshakeSettings settings, HandshakeObserver observer)
      throws IOException {
    if (settings.clientBegins() != ClientBegins.LATER) {
      throw new IllegalArgumentException(
          "the blocking server cannot wait for the client's first bytes: it would take them from"
              + " the stream; use settings with ClientBegins.LATER");
    }
    Handshake server = Handshake.server(settings, ThreadLocalRandom.current(), observer);
    server.endOnlyWithARead();
    return new BlockingHandshake(server, settings).run(in, out);
  }

  private HandshakeReport run(InputStream in, OutputStream out) throws IOException {
    try (StreamPair streams = new StreamPair(in, out)) {
      handshake.start(start);
      transmit(streams);
      while (!handshake.state().isFinal()) {
        receive(streams);
        transmit(streams);
      }
      HandshakeReport report = handshake.report();
      FailureReason reason = report.failureReason();
      if (reason != null) {
        throw new HandshakeException(reason, report, null);
      }
      awaitWritten(streams);
      return report;
    }
  }

  private void receive(StreamPair streams) throws IOException {
    streams.reader.ask(Math.min(handshake.mostToRead(), StreamPair.BUFFER_SIZE));
    streams.await(handshake.nanosToTimeout(System.nanoTime()));
    checkWritten(streams);
    int count;
    try {
      count = streams.reader.take();
    } catch (IOException e) {
      throw failed(FailureReason.LINE_CLOSED, e);
    }
    long now = System.nanoTime();
    if (count == StreamReader.END) {
      handshake.inputClosed();
    } else if (count != StreamReader.NOT_YET) {
      handshake.receive(ByteView.of(streams.buffer, 0, count), now);
    }
    handshake.timeout(now); // also when bytes arrived: endless garbage must not stop the timers
  }

  private void transmit(StreamPair streams) {
    byte[] frame = handshake.pollTransmit();
    if (frame != null) {
      streams.writer.write(frame);
    }
  }

  /** The application may write only after the last frame is written. */
  private void awaitWritten(StreamPair streams) throws IOException {
    while (!streams.writer.isIdle()) {
      long left = nanosToDeadline();
      if (left <= 0) {
        throw failed(FailureReason.WRITE_FAILED, null);
      }
      streams.await(left);
    }
    checkWritten(streams);
  }

  private long nanosToDeadline() {
    Duration wait = settings.handshakeTimeout();
    return wait.isZero() ? Long.MAX_VALUE : wait.toNanos() - (System.nanoTime() - start);
  }

  private void checkWritten(StreamPair streams) throws HandshakeException {
    IOException failure = streams.writer.failure();
    if (failure != null) {
      throw failed(FailureReason.WRITE_FAILED, failure);
    }
  }

  private HandshakeException failed(FailureReason reason, @Nullable IOException cause) {
    handshake.abandon(reason);
    return new HandshakeException(reason, handshake.report(), cause);
  }
}
