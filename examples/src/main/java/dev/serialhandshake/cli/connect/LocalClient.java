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
 * The client that {@code connect} opens a line for: the program around its standard input and
 * output, or a local TCP connection. If it ends before the line is ready, the thread that makes the
 * line ready is interrupted, or nobody would give the line back.
 */
final class LocalClient {

  /** {@code connect LINE </dev/null} still shakes hands with a peer that answers. */
  private static final long STANDARD_GRACE_MILLIS = 1000;

  private static final long SOCKET_GRACE_MILLIS = 250;

  /** A connection whose input has ended may still want its bytes delivered, or be gone. */
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

  /** The program that started this one. */
  static LocalClient standard() {
    return new LocalClient(
        new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), true);
  }

  static LocalClient of(Socket socket) throws IOException {
    return new LocalClient(socket.getInputStream(), socket.getOutputStream(), false);
  }

  static LocalClient of(InputStream input, OutputStream output) {
    return new LocalClient(input, output, false);
  }

  /** Begins to watch for the end of the client, on behalf of this thread. */
  void watch() {
    input.start(this::endedEarly);
  }

  private void endedEarly() {
    boolean delivers = input.hasBytesToDeliver();
    if (standard && delivers) {
      return; // The options say how long that may take.
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

  /** The line is ready: from now on its pumps notice the end of the client. */
  synchronized void lineIsReady() {
    ready = true;
    if (left) {
      var unused = Thread.interrupted(); // Too late for that.
    }
  }

  LocalInput input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  /**
   * Watches at each attempt of the handshake whether anybody still reads standard output. The first
   * attempts are left out: most handshakes end there, and to ask the system takes a library.
   */
  HandshakeObserver watching(HandshakeObserver next) {
    return standard ? next.then(new ReaderWatch()) : next;
  }

  private final class ReaderWatch implements HandshakeObserver {

    private static final int FIRST_ATTEMPTS = 2;

    private int attempts;

    @Override
    public void frameSent(Step step, byte[] frame) {
      if (step == Step.SYN && ++attempts > FIRST_ATTEMPTS && StandardOutput.hasNoReader()) {
        leave();
      }
    }
  }
}
