// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.testing.PseudoTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A line of a rate, 10 bits to a byte: two pseudo-terminals and what carries bytes between them.
 * What one step of it was late, the next one makes up for.
 */
final class PacedPtys implements AutoCloseable {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int BITS = 10;

  private final PseudoTerminal near = PseudoTerminal.open("raw");
  private final PseudoTerminal far = PseudoTerminal.open("raw");
  private final double bytesPerNano;

  PacedPtys(int baud) {
    bytesPerNano = baud / (double) BITS / TimeUnit.SECONDS.toNanos(1);
    begin("near", near.in(), far.out());
    begin("far", far.in(), near.out());
  }

  String near() {
    return near.device();
  }

  String far() {
    return far.device();
  }

  private void begin(String name, InputStream in, OutputStream out) {
    Thread thread = new Thread(() -> carry(in, out), "paced-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void carry(InputStream in, OutputStream out) {
    byte[] buffer = new byte[(int) Math.max(1, STEP_NANOS * bytesPerNano)];
    long freeAt = System.nanoTime();
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        long now = System.nanoTime();
        // A line that was idle makes up for nothing.
        freeAt = Math.max(freeAt, now - STEP_NANOS) + (long) (count / bytesPerNano);
        while (now < freeAt) {
          LockSupport.parkNanos(freeAt - now);
          now = System.nanoTime();
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The line is closed.
    }
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
