// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.serial.SerialStreams;
import java.io.IOException;

/** Somebody with a terminal program on a serial port, until it is closed. */
final class TerminalPerson implements AutoCloseable {

  private static final long DEADLINE_NANOS = 60_000_000_000L;
  private static final long PATIENCE_MILLIS = 1000;

  private final SerialStreams port;
  private final Thread reader;
  private final StringBuilder screen = new StringBuilder();
  private int seen;

  TerminalPerson(String device) throws IOException {
    port = SerialStreams.open(device, SerialSettings.defaults());
    reader = new Thread(this::read, "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    byte[] piece = new byte[1024];
    try {
      while (true) {
        int count = port.input().read(piece);
        synchronized (screen) {
          screen.append(new String(piece, 0, count, ISO_8859_1));
          screen.notifyAll();
        }
      }
    } catch (IOException e) {
      // The port is closed.
    }
  }

  void types(String keys) throws IOException {
    port.output().write(keys.getBytes(ISO_8859_1));
  }

  /** Waits until a text appears after those that were awaited before. */
  void sees(String text) throws InterruptedException {
    long until = System.nanoTime() + DEADLINE_NANOS;
    while (!appears(text, PATIENCE_MILLIS)) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("'" + text + "' does not appear on: " + screen);
      }
    }
  }

  /**
   * Presses Enter until a text appears, as one does at a port on which something may be going on.
   */
  void wakes(String text) throws Exception {
    long until = System.nanoTime() + DEADLINE_NANOS;
    do {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("'" + text + "' does not appear on: " + screen);
      }
      types("\r");
    } while (!appears(text, PATIENCE_MILLIS));
  }

  private boolean appears(String text, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    synchronized (screen) {
      int at;
      while ((at = screen.indexOf(text, seen)) < 0) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        screen.wait(left);
      }
      seen = at + text.length();
      return true;
    }
  }

  /** What appeared so far. */
  String screen() {
    synchronized (screen) {
      return screen.toString();
    }
  }

  @Override
  public void close() {
    port.close();
    try {
      reader.join(DEADLINE_NANOS / 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
