// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection within TLS, as blocking streams. On an engine, not on the JDK's socket: that takes a
 * connection that was cut off for one that has ended, and its close waits for a write that hangs.
 *
 * <p>One thread reads while another writes. An end that the peer announces is the end of the input;
 * one that it does not is a line that was lost.
 */
final class TlsLine implements OpenLine {

  /** Where the caller has no limit. */
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(30);

  /**
   * For the announcement of our end; with the linger of the connection below what HangUp leaves.
   */
  private static final long GOODBYE_MILLIS = 250;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** The types of a record of TLS, and the major version of all of them. */
  private static final int FIRST_TYPE = 20;

  private static final int LAST_TYPE = 24;
  private static final int MAJOR_VERSION = 3;

  private final OpenLine connection;
  private final InputStream in;
  private final OutputStream out;
  private final SSLEngine engine;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  /** From the peer, from 0 to its position. */
  private final ByteBuffer received;

  /** What was in it, from its position to its limit. */
  private final ByteBuffer plain;

  /** To the peer. Guarded by {@link #sending}, as is the order of what is sent. */
  private final ByteBuffer encrypted;

  private final ReentrantLock sending = new ReentrantLock();

  private TlsLine(OpenLine connection, SSLEngine engine) {
    this.connection = connection;
    this.engine = engine;
    in = connection.in();
    out = connection.out();
    // More than any record takes, also of peers that make them longer than they should.
    int size = 2 * engine.getSession().getPacketBufferSize();
    received = ByteBuffer.allocate(size);
    plain = ByteBuffer.allocate(size).limit(0);
    encrypted = ByteBuffer.allocate(size);
  }

  /**
   * Establishes TLS on a connection, or closes it.
   *
   * @param trust null for whom the system trusts
   * @param limit how long it may take; zero for the usual time
   */
  static OpenLine onTopOf(
      OpenLine connection, LineAddress.Tcp line, @Nullable TlsTrust trust, Duration limit)
      throws IOException {
    try {
      TlsTrust whom = trust == null ? TlsTrust.ofSystem() : trust;
      TlsLine tls = new TlsLine(connection, whom.engine(line));
      tls.shakeHands(line, limit.isZero() ? LONGEST_HANDSHAKE : limit);
      return tls;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void shakeHands(LineAddress.Tcp line, Duration limit) throws LineException {
    Deadline deadline = new Deadline(limit);
    LineException failure = null;
    try {
      negotiate(line);
    } catch (SSLException e) {
      sayWhatIsPending(); // an alert, which tells the peer why
      failure = TlsFailures.refused(e);
    } catch (LineException e) {
      failure = e;
    } catch (IOException e) {
      failure = TlsFailures.closed(line);
    }
    if (!deadline.isMet()) {
      throw TlsFailures.overdue(line, limit);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void negotiate(LineAddress.Tcp line) throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> {
          if (send(NOTHING).getStatus() == Status.CLOSED) {
            throw TlsFailures.closed(line);
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!decrypt()) {
            throw TlsFailures.closed(line);
          }
          if (!looksLikeTls()) {
            throw TlsFailures.noTls(line);
          }
        }
        case NOT_HANDSHAKING, FINISHED -> {
          return;
        }
      }
    }
  }

  /** Sooner than the engine, which waits for the whole head of a record. */
  private boolean looksLikeTls() {
    int count = received.position();
    return (count < 1 || (received.get(0) >= FIRST_TYPE && received.get(0) <= LAST_TYPE))
        && (count < 2 || received.get(1) == MAJOR_VERSION);
  }

  /**
   * Takes one record from what was received, or else receives more.
   *
   * @return false at the end that the peer has announced
   * @throws EOFException at one that it has not
   */
  private boolean decrypt() throws IOException {
    received.flip();
    plain.clear();
    SSLEngineResult result;
    try {
      result = engine.unwrap(received, plain);
    } finally {
      received.compact();
      plain.flip();
    }
    switch (result.getStatus()) {
      case OK -> {}
      case CLOSED -> {
        return false;
      }
      case BUFFER_UNDERFLOW -> receive();
      case BUFFER_OVERFLOW -> throw new SSLException("a record is too long");
    }
    return true;
  }

  private void receive() throws IOException {
    int count = in.read(received.array(), received.position(), received.remaining());
    if (count < 0) {
      throw new EOFException();
    }
    received.position(received.position() + count);
  }

  /** Sends some of it, and what the engine has to say ahead of it. */
  private SSLEngineResult send(ByteBuffer data) throws IOException {
    sending.lock();
    try {
      encrypted.clear();
      SSLEngineResult result = engine.wrap(data, encrypted);
      out.write(encrypted.array(), 0, encrypted.position());
      return result;
    } finally {
      sending.unlock();
    }
  }

  /**
   * Sends what the engine has to say. While another thread sends it does not wait for that: it
   * would not read meanwhile. That thread calls this when it is done.
   */
  private void sendPending() throws IOException {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && sending.tryLock()) {
      try {
        if (send(NOTHING).getStatus() == Status.CLOSED) {
          return;
        }
      } finally {
        sending.unlock();
      }
    }
  }

  private void sayWhatIsPending() {
    try {
      sendPending();
    } catch (IOException e) {
      // It is over anyway, and the peer is told by the close.
    }
  }

  @Override
  public InputStream in() {
    return input;
  }

  @Override
  public OutputStream out() {
    return output;
  }

  @Override
  public void keepAlive(TcpKeepAlive keepAlive) throws IOException {
    connection.keepAlive(keepAlive);
  }

  /** Announces the end, but does not wait long for a peer that takes nothing. */
  @Override
  public void close() throws IOException {
    CountDownLatch announced = new CountDownLatch(1);
    Threads.BLOCKING.execute(
        () -> {
          announce();
          announced.countDown();
        });
    try {
      var unused = announced.await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }

  /** Waits for a write that is under way; the close of the connection ends that. */
  private void announce() {
    engine.closeOutbound();
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && send(NOTHING).getStatus() != Status.CLOSED) {}
    } catch (IOException e) {
      // The peer learns it from the close.
    }
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      try {
        while (!plain.hasRemaining()) {
          if (!decrypt()) {
            return -1;
          }
          takePartInTls();
        }
      } catch (EOFException e) {
        throw TlsFailures.cutOff();
      } catch (SSLException e) {
        sayWhatIsPending();
        throw TlsFailures.lost(TlsFailures.broken(e));
      }
      int count = Math.min(length, plain.remaining());
      plain.get(target, offset, count);
      return count;
    }

    /** New keys are answered. A second handshake is TLS 1.2's, and Go's clients refuse it too. */
    private void takePartInTls() throws IOException {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> sendPending();
        case NEED_TASK, NEED_UNWRAP, NEED_UNWRAP_AGAIN -> throw TlsFailures.secondHandshake();
        case NOT_HANDSHAKING, FINISHED -> {}
      }
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      ByteBuffer data = ByteBuffer.wrap(source, offset, length);
      try {
        while (data.hasRemaining()) {
          SSLEngineResult result = send(data);
          if (result.getStatus() != Status.OK) {
            throw new IOException("the TLS connection is closed");
          }
          if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            throw TlsFailures.secondHandshake();
          }
        }
        sendPending();
      } catch (SSLException e) {
        throw TlsFailures.lost(TlsFailures.broken(e));
      }
    }
  }

  /** Interrupts the thread that has made it, unless that is sooner: an interrupt ends its reads. */
  private static final class Deadline {

    private final Thread thread = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);
    private boolean over;

    Deadline(Duration limit) {
      Threads.BLOCKING.execute(() -> watch(limit));
    }

    private void watch(Duration limit) {
      try {
        if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          pass();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void pass() {
      if (done.getCount() > 0) {
        over = true;
        thread.interrupt();
      }
    }

    /** Whether it is not over yet; if so, it never will be. */
    synchronized boolean isMet() {
      done.countDown();
      if (over) {
        Thread.interrupted(); // or the close of the connection would be cut short
      }
      return !over;
    }
  }
}
