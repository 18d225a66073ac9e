// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.probing.LineProbe;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Runs {@link LineProbe}s over a pair of blocking streams, one after the other, for programs
 * without an event loop. Only one thread at a time may use it.
 *
 * <p>The waits of the probes bound every wait. The streams must be as {@link BlockingHandshake}
 * says. There is one difference: the prober reads all bytes that arrive. The line belongs to the
 * probes until it is closed. A read may still be blocked in the stream when the prober is closed.
 */
public final class BlockingProber implements AutoCloseable {

  private final StreamPair streams;

  /**
   * Starts to write and read.
   *
   * @param in from the peer; not closed
   * @param out to the peer; flushed after each frame, not closed
   */
  public BlockingProber(InputStream in, OutputStream out) {
    streams = new StreamPair(in, out);
  }

  /**
   * Runs a probe to its end.
   *
   * @param probe one that is not started
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException what a stream threw; the probe has ended then
   */
  public void run(LineProbe probe) throws IOException {
    run(probe, () -> {});
  }

  /**
   * Runs a probe to its end. The end of the line ends the probe too, and its result says so.
   *
   * @param probe one that is not started
   * @param afterEach is called on this thread after each read, write or timer, for a progress bar
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException what a stream threw; the probe has ended then
   */
  public void run(LineProbe probe, Runnable afterEach) throws IOException {
    probe.start(System.nanoTime());
    transmit(probe);
    while (!probe.isDone()) {
      try {
        step(probe);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        probe.inputClosed();
        throw e;
      }
      transmit(probe);
      afterEach.run();
    }
  }

  private void step(LineProbe probe) throws IOException {
    streams.reader.ask(StreamPair.BUFFER_SIZE);
    streams.await(probe.nanosToTimeout(System.nanoTime()));
    IOException failure = streams.writer.failure();
    if (failure != null) {
      throw failure;
    }
    int count = streams.reader.take();
    long now = System.nanoTime();
    if (count == StreamReader.END) {
      probe.inputClosed();
    } else if (count != StreamReader.NOT_YET) {
      probe.receive(ByteView.of(streams.buffer, 0, count), now);
    }
    probe.timeout(now);
  }

  private void transmit(LineProbe probe) {
    for (byte[] frame = probe.pollTransmit(); frame != null; frame = probe.pollTransmit()) {
      streams.writer.write(frame);
    }
  }

  /** Ends the threads. A read or a write that is blocked ends with its stream. */
  @Override
  public void close() {
    streams.close();
  }
}
