// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handshake over a pair of blocking streams, for programs without an event loop.
 *
 * <p>Blocks the calling thread until the line is in sync or the handshake has failed. Takes not one
 * byte past the final ACK: when it returns, the next byte of the input stream is the first byte
 * that the peer's application wrote, and nobody reads from the stream any more.
 *
 * <p>When it throws, a read may still be waiting in the input stream, on a daemon thread that ends
 * with that read. Close the line then; a byte that comes before that is lost.
 *
 * <p>The waits of the settings bound every wait for the peer's bytes. A write lasts as long as the
 * output stream takes for at most three bytes. A read of the input stream must return as soon as
 * there is a byte; a {@link java.net.SocketTimeoutException} from it counts as "no byte yet".
 *
 * <p>A read waits while a frame is written, on another thread. Two kinds of streams of the JDK do
 * not take that: those that {@link java.nio.channels.Channels} makes of one socket channel share a
 * lock before JDK 19 and dead-lock, and a {@link java.io.PipedInputStream} refuses the peer's bytes
 * between the handshake's last read and the application's first.
 */
public final class BlockingHandshake {

  private static final int BUFFER_SIZE = 8192;

  private final Handshake handshake;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_SIZE];

  private BlockingHandshake(Handshake handshake, OutputStream out) {
    this.handshake = handshake;
    this.out = out;
  }

  /**
   * Begins a handshake and waits for it.
   *
   * @param in from the peer; not closed
   * @param out to the peer; flushed after each frame, not closed
   * @param settings waits and limits
   * @param observer is told of every frame, on the calling thread
   * @return what was seen on the way
   * @throws HandshakeException when the handshake failed
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException as one of these two
   */
  public static HandshakeReport client(
      InputStream in, OutputStream out, HandshakeSettings settings, HandshakeObserver observer)
      throws IOException {
    Handshake client = Handshake.client(settings, ThreadLocalRandom.current(), observer);
    return new BlockingHandshake(client, out).run(in);
  }

  /**
   * Waits for a peer to begin a handshake, and for that handshake.
   *
   * @param in from the peer; not closed
   * @param out to the peer; flushed after each frame, not closed
   * @param settings waits and limits, without the confirm option
   * @param observer is told of every frame, on the calling thread
   * @return what was seen on the way
   * @throws IllegalArgumentException when the settings have the confirm option: the byte that
   *     confirms could not be given back to the stream
   * @throws HandshakeException when the handshake failed
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException as one of these two
   */
  public static HandshakeReport server(
      InputStream in, OutputStream out, HandshakeSettings settings, HandshakeObserver observer)
      throws IOException {
    if (settings.confirm) {
      throw new IllegalArgumentException(
          "the blocking server cannot confirm: it would take the application's first byte; "
              + "use settings without confirm");
    }
    Handshake server = Handshake.server(settings, ThreadLocalRandom.current(), observer);
    return new BlockingHandshake(server, out).run(in);
  }

  private HandshakeReport run(InputStream in) throws IOException {
    try (StreamReader reader = new StreamReader(in, buffer)) {
      handshake.start(System.nanoTime());
      transmit();
      while (!handshake.state().isFinal()) {
        receive(reader);
        transmit();
      }
    }
    HandshakeReport report = handshake.report();
    FailureReason reason = report.failureReason();
    if (reason != null) {
      throw new HandshakeException(reason, report, null);
    }
    return report;
  }

  private void receive(StreamReader reader) throws IOException {
    // Behind the final ACK, in the same read, the application's bytes may follow. In all other
    // states a peer is silent behind its frame, so whatever is there may be read.
    int most = handshake.state() == State.ACK_SENT ? 1 : BUFFER_SIZE;
    int count;
    try {
      count = reader.poll(most, handshake.nanosToTimeout(System.nanoTime()));
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw failed(FailureReason.LINE_CLOSED, e);
    }
    long now = System.nanoTime();
    if (count == StreamReader.END) {
      handshake.inputClosed();
    } else if (count != StreamReader.NOT_YET) {
      handshake.receive(ByteView.of(buffer, 0, count), now);
    }
    handshake.timeout(now); // also when bytes came: endless garbage must not hold the timers up
  }

  private void transmit() throws HandshakeException {
    byte[] frame = handshake.pollTransmit();
    if (frame == null) {
      return;
    }
    try {
      out.write(frame);
      out.flush();
    } catch (IOException e) {
      throw failed(FailureReason.WRITE_FAILED, e);
    }
  }

  private HandshakeException failed(FailureReason reason, IOException cause) {
    handshake.abandon(reason);
    return new HandshakeException(reason, handshake.report(), cause);
  }
}
