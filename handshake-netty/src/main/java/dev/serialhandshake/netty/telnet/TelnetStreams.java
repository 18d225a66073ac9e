// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetEvent;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.core.telnet.VmotionAnswer;
import dev.serialhandshake.netty.internal.ArrayInput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A telnet connection as a pair of blocking streams of data, for programs without an event loop.
 * All 256 values pass.
 *
 * <p>The reads take in the peer's answers, so one thread must read while another writes, as {@code
 * BlockingHandshake} does. A write waits until the peer has agreed, and while the far end has
 * suspended the flow. A write throws a {@link TelnetException} if the connection cannot be used, or
 * is not ready in time; every later read throws it too. When the connection is closed, all waits
 * end, with one exception: a write that waits for a suspended far end ends when a read sees the
 * close.
 */
public final class TelnetStreams {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Of answers that the peer does not take. */
  private static final int MOST_BYTES = 64 * 1024;

  /** Is told of what the peer tells besides data, on the thread that reads. */
  interface Listener {

    /**
     * The peer told something.
     *
     * @param vmotion what came with it, if it belongs to a vMotion
     */
    void told(TelnetEvent event, byte[] vmotion) throws IOException;
  }

  private static final class News {
    final TelnetEvent event;
    final byte[] vmotion;

    News(TelnetEvent event, byte[] vmotion) {
      this.event = event;
      this.vmotion = vmotion;
    }
  }

  private final InputStream in;
  private final OutputStream out;
  private final Listener listener;
  private final long deadline = System.nanoTime() + LIMIT.toNanos();
  private final Input input = new Input();
  private final OutputStream output = new Output();

  /** Guards the codec, and is notified of its events. */
  private final Object state = new Object();

  private final TelnetCodec codec;

  /** Events that the listener is not told of yet. */
  private final Queue<News> untold = new ArrayDeque<>();

  /** Answers that wait for {@link #writing}. */
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

  private boolean inputEnded;

  /** Held by the thread that writes to the connection. */
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * Begins to negotiate; does not wait for the peer.
   *
   * @param in from the peer
   * @param out to the peer
   * @param codec a codec that is not started, for these streams alone
   * @throws IOException when the first commands cannot be written
   */
  public TelnetStreams(InputStream in, OutputStream out, TelnetCodec codec) throws IOException {
    this(in, out, codec, (event, vmotion) -> {});
  }

  /** The same for somebody who has to know what the peer tells. */
  TelnetStreams(InputStream in, OutputStream out, TelnetCodec codec, Listener listener)
      throws IOException {
    this.listener = listener;
    this.in = Objects.requireNonNull(in, "in");
    this.out = Objects.requireNonNull(out, "out");
    this.codec = Objects.requireNonNull(codec, "codec");
    codec.start();
    keepAnswers();
    sendAnswers();
  }

  /**
   * The data from the peer.
   *
   * @return always the same stream; closing it does nothing
   */
  public InputStream input() {
    return input;
  }

  /**
   * The data to the peer.
   *
   * @return always the same stream; closing it does nothing
   */
  public OutputStream output() {
    return output;
  }

  /**
   * Characters without a stop bit, as the far port told; may be called from any thread.
   *
   * @return how many
   */
  public long framingErrors() {
    synchronized (state) {
      return codec.framingErrors();
    }
  }

  /**
   * Why the connection cannot be used; may be called from any thread.
   *
   * @return the failure, or null while there is none
   */
  public @Nullable TelnetFailure failure() {
    synchronized (state) {
      return codec.failure();
    }
  }

  /**
   * Ends the negotiation, because the caller's time is over. May be called from any thread.
   *
   * @return what the peer has not done, or why the connection cannot be used; null if the peer had
   *     agreed
   */
  public @Nullable TelnetFailure giveUp() {
    synchronized (state) {
      if (codec.isReady()) {
        return null;
      }
      return inputEnded ? codec.closed() : codec.overdue();
    }
  }

  /** Keeps an answer, which {@link #sendAnswers} sends. */
  void answer(VmotionAnswer answer, byte[] parameters) throws IOException {
    synchronized (state) {
      codec.answerVmotion(answer, parameters);
      keepAnswers();
    }
  }

  private void keepAnswers() throws IOException {
    byte[] answer = codec.pollTransmit();
    if (answer != null) {
      answers.writeBytes(answer);
    }
    if (answers.size() > MOST_BYTES) {
      throw new IOException("the peer asks, and does not read the answers");
    }
  }

  /**
   * Writes the answers, unless another thread is writing: that one calls this when it is done. A
   * reader that waited for it would not take what the peer sends meanwhile.
   */
  void sendAnswers() throws IOException {
    while (hasAnswers() && writing.tryLock()) {
      try {
        byte[] bytes;
        synchronized (state) {
          bytes = answers.toByteArray();
          answers.reset();
        }
        out.write(bytes);
        out.flush();
      } finally {
        writing.unlock();
      }
    }
  }

  private boolean hasAnswers() {
    synchronized (state) {
      return answers.size() > 0;
    }
  }

  /**
   * Reads once.
   *
   * @return how much data it was: 0 if there were commands alone; -1 at the end
   */
  int readSome(byte[] bytes, int offset, int length) throws IOException {
    return input.readSome(bytes, offset, length);
  }

  private final class Input extends ArrayInput {

    private byte[] target = {};
    private int at;

    @Override
    protected int fill(byte[] bytes, int offset, int length) throws IOException {
      int data = 0;
      while (data == 0) {
        data = readSome(bytes, offset, length);
      }
      return data;
    }

    private int readSome(byte[] bytes, int offset, int length) throws IOException {
      int count = readAny(bytes, offset, length);
      if (count < 0) {
        return -1;
      }
      int data = take(bytes, offset, count);
      for (News next = untold.poll(); next != null; next = untold.poll()) {
        listener.told(next.event, next.vmotion);
      }
      sendAnswers();
      return data;
    }

    /** A write that waits for the peer ends with the input. */
    private int readAny(byte[] bytes, int offset, int length) throws IOException {
      int count = -1;
      try {
        count = in.read(bytes, offset, length);
        return count;
      } finally {
        if (count < 0) {
          synchronized (state) {
            inputEnded = true;
            state.notifyAll();
          }
        }
      }
    }

    /** In place: there is never more data than bytes that were read. */
    private int take(byte[] bytes, int offset, int count) throws IOException {
      synchronized (state) {
        target = bytes;
        at = offset;
        ByteView view = ByteView.of(bytes, offset, count);
        for (int next = 0; next < count; ) {
          next = codec.receive(view, next, this::put);
          TelnetEvent event = codec.pollEvent();
          if (event != null) {
            untold.add(new News(event, codec.vmotionParameters()));
            state.notifyAll();
          }
          keepAnswers();
          TelnetFailure failure = codec.failure();
          if (failure != null) {
            throw new TelnetException(failure);
          }
        }
        return at - offset;
      }
    }

    private void put(byte value) {
      target[at++] = value;
    }
  }

  private final class Output extends ArrayOutput {

    private final byte[] escaped = new byte[2 * PART_SIZE];
    private int length;

    @Override
    void writePart(byte[] bytes, int offset, int count) throws IOException {
      length = 0;
      synchronized (state) {
        awaitReady(); // without the lock of the connection, because the answers must get through
        codec.escape(ByteView.of(bytes, offset, count), this::put);
      }
      writing.lock();
      try {
        out.write(escaped, 0, length);
      } finally {
        writing.unlock();
      }
      sendAnswers();
    }

    private void awaitReady() throws IOException {
      while (!codec.maySend()) {
        TelnetFailure failure = codec.failure();
        long left = deadline - System.nanoTime();
        if (failure == null && !codec.isReady() && (inputEnded || left <= 0)) {
          failure = inputEnded ? codec.closed() : codec.overdue();
        }
        if (failure != null) {
          throw new TelnetException(failure);
        }
        if (inputEnded) { // The far end had suspended the flow.
          throw new EOFException("the peer closed the connection");
        }
        try {
          state.wait(codec.isReady() ? 0 : left / 1_000_000 + 1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while the peer takes no data");
        }
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    private void put(byte value) {
      escaped[length++] = value;
    }
  }
}
