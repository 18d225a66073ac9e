// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Runs {@link LineTest}s over a pair of blocking streams, one after the other, for programs without
 * an event loop. Not safe for use by more than one thread.
 *
 * <p>The waits of the tests bound every wait, as in {@link BlockingHandshake}, whose words on
 * streams hold here too. Unlike that, it reads whatever comes: the line is the tests' own until it
 * is closed, and a read may still be waiting in the stream then.
 */
public final class BlockingLineTester implements AutoCloseable {

  private final StreamPair streams;

  /**
   * Starts to write and read.
   *
   * @param in from the peer; not closed
   * @param out to the peer; flushed after each frame, not closed
   */
  public BlockingLineTester(InputStream in, OutputStream out) {
    streams = new StreamPair(in, out);
  }

  /**
   * Runs a test to its end.
   *
   * @param test one that is not started
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException what a stream threw; the test is ended then
   */
  public void run(LineTest test) throws IOException {
    run(test, () -> {});
  }

  /**
   * Runs a test to its end. A line that has no more bytes ends it too; the test knows.
   *
   * @param test one that is not started
   * @param afterEach is called on this thread whenever something happened, for a progress bar
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException what a stream threw; the test is ended then
   */
  public void run(LineTest test, Runnable afterEach) throws IOException {
    test.start(System.nanoTime());
    transmit(test);
    while (!test.isDone()) {
      try {
        step(test);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        test.inputClosed();
        throw e;
      }
      transmit(test);
      afterEach.run();
    }
  }

  private void step(LineTest test) throws IOException {
    streams.reader.ask(StreamPair.BUFFER_SIZE);
    streams.await(test.nanosToTimeout(System.nanoTime()));
    IOException failure = streams.writer.failure();
    if (failure != null) {
      throw failure;
    }
    int count = streams.reader.take();
    long now = System.nanoTime();
    if (count == StreamReader.END) {
      test.inputClosed();
    } else if (count != StreamReader.NOT_YET) {
      test.receive(ByteView.of(streams.buffer, 0, count), now);
    }
    test.timeout(now);
  }

  private void transmit(LineTest test) {
    for (byte[] frame = test.pollTransmit(); frame != null; frame = test.pollTransmit()) {
      streams.writer.write(frame);
    }
  }

  /** Ends the threads; a read or a write that is under way ends with its stream. */
  @Override
  public void close() {
    streams.close();
  }
}
