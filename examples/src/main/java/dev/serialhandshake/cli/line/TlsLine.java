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
 * A connection within TLS, as blocking streams. It uses an {@link SSLEngine} and not the JDK's TLS
 * socket for two reasons: such a socket does not tell a connection that was cut off from one that
 * the peer has ended, and its close waits for a write that hangs.
 *
 * <p>One thread may read while another writes. If the peer announces the end (close_notify), it is
 * the end of the input. If the connection ends without that, the line was lost.
 */
final class TlsLine implements OpenLine {

  /** The limit of a TLS handshake if the caller has no limit. */
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(30);

  /**
   * How long close() waits until close_notify is sent. Together with the half second of the
   * connection's own close, it is shorter than the second that {@code HangUp} leaves.
   */
  private static final long GOODBYE_MILLIS = 250;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** The first byte of a TLS record is its type. */
  private static final int FIRST_TYPE = 20;

  private static final int LAST_TYPE = 24;

  /** The second byte of a TLS record, in all versions of TLS. */
  private static final int MAJOR_VERSION = 3;

  private final OpenLine connection;
  private final InputStream in;
  private final OutputStream out;
  private final SSLEngine engine;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  /** Bytes from the peer that are not decrypted yet: from 0 to the position. */
  private final ByteBuffer received;

  /** Decrypted bytes that are not read yet: from the position to the limit. */
  private final ByteBuffer plain;

  /** Bytes for the peer. The lock {@link #sending} guards it, and the order of the records. */
  private final ByteBuffer encrypted;

  private final ReentrantLock sending = new ReentrantLock();

  private TlsLine(OpenLine connection, SSLEngine engine) {
    this.connection = connection;
    this.engine = engine;
    in = connection.in();
    out = connection.out();
    // More than any record has, even from a peer that makes records longer than TLS allows.
    int size = 2 * engine.getSession().getPacketBufferSize();
    received = ByteBuffer.allocate(size);
    plain = ByteBuffer.allocate(size).limit(0);
    encrypted = ByteBuffer.allocate(size);
  }

  /**
   * Establishes TLS on a connection. If that fails, the connection is closed.
   *
   * @param trust null for the CAs that the system trusts
   * @param limit how long it may take; zero for 30 seconds
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
      sendPendingOrIgnore(); // It sends the alert that tells the peer why.
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

  /** Looks at the first two bytes, because the engine waits for a whole header of a record. */
  private boolean looksLikeTls() {
    int count = received.position();
    return (count < 1 || (received.get(0) >= FIRST_TYPE && received.get(0) <= LAST_TYPE))
        && (count < 2 || received.get(1) == MAJOR_VERSION);
  }

  /**
   * Decrypts one record, or receives more bytes if no record is complete.
   *
   * @return false if the peer has announced its end
   * @throws EOFException if the connection ended, and the peer had not announced it
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

  /** Encrypts and sends one record: with data, or of the TLS handshake if the engine needs that. */
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
   * Sends the records that the engine needs to send, such as the answer to new keys. It does not
   * wait while another thread sends, because the caller must go on reading. The other thread calls
   * this method when it has sent its data.
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

  private void sendPendingOrIgnore() {
    try {
      sendPending();
    } catch (IOException e) {
      // The connection is given up anyway, and its close tells the peer.
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

  /**
   * Sends close_notify, waits for that a quarter of a second at most, and closes the connection.
   */
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

  /**
   * Waits for a write that is under way. If the write hangs, the close of the connection ends it.
   */
  private void announce() {
    engine.closeOutbound();
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && send(NOTHING).getStatus() != Status.CLOSED) {}
    } catch (IOException e) {
      // The close of the connection tells the peer.
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
        sendPendingOrIgnore();
        throw TlsFailures.lost(TlsFailures.broken(e));
      }
      int count = Math.min(length, plain.remaining());
      plain.get(target, offset, count);
      return count;
    }

    /**
     * Answers new keys (TLS 1.3). Refuses a second handshake, which only TLS 1.2 has. The TLS
     * clients of Go refuse it by default, too.
     */
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

  /**
   * Interrupts the thread that made it when the time is over. An interrupt ends a blocking read.
   */
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

    /** Ends the deadline, and says whether it was met. Afterwards it interrupts nobody. */
    synchronized boolean isMet() {
      done.countDown();
      if (over) {
        Thread.interrupted(); // An interrupted thread could not close the connection in order.
      }
      return !over;
    }
  }
}
