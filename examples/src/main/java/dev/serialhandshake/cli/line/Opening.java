// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The open of a line, on a thread of its own: the look-up of a host, a Unix socket whose queue is
 * full, and a driver know no deadline. Without the thread pools of the JDK, whose classes a login
 * would wait for.
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
   * Starts and waits.
   *
   * @param millis for how long; zero for as long as it takes
   * @throws TimeoutException when it took longer. The open goes on then, as it does where the
   *     caller is interrupted, and what it opens is closed at once.
   */
  synchronized OpenLine await(long millis)
      throws IOException, InterruptedException, TimeoutException {
    long start = System.nanoTime();
    start();
    try {
      while (opened == null && failure == null) {
        long left = millis == 0 ? 0 : millis - (System.nanoTime() - start) / 1_000_000;
        if (left <= 0 && millis > 0) {
          throw new TimeoutException();
        }
        wait(left);
      }
    } finally {
      abandoned = opened == null;
      if (abandoned) {
        interrupt(); // Ends the waits of the JDK.
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

  @Override
  public void run() {
    try {
      deliver(open());
    } catch (Throwable e) { // Whatever it is, the caller waits for it.
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
    Duration left = limit.minusNanos(System.nanoTime() - start);
    return TlsLine.onTopOf(connection, tcp, trust, limit.isZero() ? limit : atLeastAMoment(left));
  }

  /** Zero would be no limit. */
  private static Duration atLeastAMoment(Duration left) {
    return left.toMillis() > 0 ? left : Duration.ofMillis(1);
  }

  private synchronized void deliver(OpenLine line) throws IOException {
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
