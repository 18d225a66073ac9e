// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.Step;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * The client that {@code connect} opens a line for: the program at the other side of its standard
 * input and output, or a local TCP connection. If the client ends before the line is ready, the
 * thread that opens the line is interrupted. Otherwise that thread would keep the line busy for a
 * client that is gone.
 */
final class LocalClient implements LocalInput.Watcher {

  /**
   * Long enough that {@code connect LINE </dev/null} still shakes hands with a peer that answers.
   */
  private static final long STANDARD_GRACE_MILLIS = 1000;

  private static final long SOCKET_GRACE_MILLIS = 250;

  /**
   * When a connection's input has ended, its client may be gone, or may still wait for its bytes to
   * be delivered. So this time limits the wait for the line.
   */
  private static final long SOCKET_DELIVERY_MILLIS = 30_000;

  private final LocalInput input;
  private final OutputStream output;
  private final boolean standard;
  private final Thread opener = Thread.currentThread();
  private boolean ready;
  private volatile boolean left;

  private LocalClient(InputStream input, OutputStream output, boolean standard) {
    this.input = new LocalInput(input);
    this.output = output;
    this.standard = standard;
  }

  /**
   * The client at standard input and output. The caller's thread is the one that opens the line.
   */
  static LocalClient standard() {
    return new LocalClient(
        new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), true);
  }

  /** The caller closes the socket. The caller's thread is the one that opens the line. */
  static LocalClient of(Socket socket) throws IOException {
    return new LocalClient(socket.getInputStream(), socket.getOutputStream(), false);
  }

  /** Begins to read the client's input, and so to notice its end. */
  void watch() {
    input.start(this);
  }

  @Override
  public void endedEarly() {
    boolean delivers = input.hasBytesToDeliver();
    if (standard && delivers) {
      return; // --timeout and --wait say how long the bytes may wait for the line.
    }
    long socketGrace = delivers ? SOCKET_DELIVERY_MILLIS : SOCKET_GRACE_MILLIS;
    try {
      TimeUnit.MILLISECONDS.sleep(standard ? STANDARD_GRACE_MILLIS : socketGrace);
      leave();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void leave() {
    if (!ready) {
      left = true;
      opener.interrupt();
    }
  }

  /** Whether the client ended before the line was ready. */
  boolean hasLeft() {
    return left;
  }

  /**
   * The line is ready. From now on the end of the client does not interrupt the opener: the pumps
   * of the line notice it.
   */
  synchronized void lineIsReady() {
    ready = true;
    if (left) {
      var unused = Thread.interrupted(); // It came too late: the pumps notice the end.
    }
  }

  LocalInput input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  /**
   * Adds a check to each attempt of the handshake: whether anybody still reads standard output. The
   * first attempts go without it, because most handshakes need no more, and the check has to load
   * JNA.
   */
  HandshakeObserver watching(HandshakeObserver next) {
    return standard ? next.then(new ReaderWatch()) : next;
  }

  private final class ReaderWatch implements HandshakeObserver {

    private static final int ATTEMPTS_WITHOUT_CHECK = 2;

    private int attempts;

    @Override
    public void frameSent(Step step, byte[] frame) {
      if (step == Step.SYN && ++attempts > ATTEMPTS_WITHOUT_CHECK && StandardOutput.hasNoReader()) {
        leave();
      }
    }
  }
}
