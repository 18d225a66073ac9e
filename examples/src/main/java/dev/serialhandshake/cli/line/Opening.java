// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Opens one line on a thread of its own, so that the caller can have a deadline: the look-up of a
 * host, the connect to a Unix socket whose queue is full, and the driver of a port have none. It is
 * a plain thread and no thread pool, because each login would wait for the classes of the pool.
 */
final class Opening extends Thread {

  private final LineAddress line;
  private final SerialSettings serial;
  private final @Nullable TlsTrust trust;
  private final Duration limit;
  private @Nullable OpenLine opened;
  private @Nullable Throwable failure;
  private boolean abandoned;

  Opening(LineAddress line, SerialSettings serial, @Nullable TlsTrust trust, Duration limit) {
    super("open-line");
    setDaemon(true);
    this.line = line;
    this.serial = serial;
    this.trust = trust;
    this.limit = limit;
  }

  /**
   * Starts the thread, and waits until the line is open. The caller closes the line.
   *
   * <p>If the time is over or the caller is interrupted, the open may go on, since a driver cannot
   * be interrupted. A line that it opens is then closed at once.
   *
   * @param millis how long to wait; zero for as long as it takes
   * @throws TimeoutException if the time is over
   */
  synchronized OpenLine await(long millis)
      throws IOException, InterruptedException, TimeoutException {
    long start = System.nanoTime();
    start();
    boolean ended = false;
    try {
      while (opened == null && failure == null) {
        long left = millis == 0 ? 0 : millis - (System.nanoTime() - start) / 1_000_000;
        if (left <= 0 && millis > 0) {
          throw new TimeoutException();
        }
        wait(left);
      }
      ended = true;
    } finally {
      if (!ended) {
        abandon();
      }
    }
    if (opened != null) {
      return opened;
    }
    if (failure instanceof IOException e) {
      throw e;
    }
    throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }

  private void abandon() {
    abandoned = true;
    interrupt(); // This ends the waits of the JDK, such as that for a connection.
    if (opened == null) {
      return;
    }
    try {
      opened.close(); // It was opened while the interrupted caller waited for the lock.
    } catch (IOException e) {
      // Nobody uses the line, and nothing more can be done for it.
    }
  }

  @Override
  public void run() {
    try {
      deliver(open());
    } catch (Throwable e) { // An Error too: without an answer the caller would wait for ever.
      fail(e);
    }
  }

  private OpenLine open() throws IOException {
    if (line instanceof LineAddress.Serial port) {
      return SerialLine.open(port.device(), serial);
    }
    if (line instanceof LineAddress.Tcp tcp
        && tcp.listens()
        && tcp.speech() == LineAddress.Speech.TELNET) {
      return MachineLine.accept(tcp, limit);
    }
    return line instanceof LineAddress.Exec exec
        ? ExecLine.open(exec)
        : TelnetLine.onTopOf(openSocket(), line, serial);
  }

  private OpenLine openSocket() throws IOException {
    long start = System.nanoTime();
    OpenLine connection = SocketLine.open(line, limit);
    if (!(line instanceof LineAddress.Tcp tcp && tcp.isTls())) {
      return connection;
    }
    return TlsLine.onTopOf(connection, tcp, trust, left(limit, start));
  }

  /**
   * What is left of a limit: one millisecond at least, because zero stands for no limit.
   *
   * @param start by {@link System#nanoTime}
   */
  static Duration left(Duration limit, long start) {
    if (limit.isZero()) {
      return limit;
    }
    Duration left = limit.minusNanos(System.nanoTime() - start);
    return left.toMillis() > 0 ? left : Duration.ofMillis(1);
  }

  /** Gives the open line to the caller, or closes it if the caller is gone. */
  synchronized void deliver(OpenLine line) throws IOException {
    if (abandoned) {
      line.close();
    } else {
      opened = line;
      notifyAll();
    }
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    notifyAll();
  }
}
