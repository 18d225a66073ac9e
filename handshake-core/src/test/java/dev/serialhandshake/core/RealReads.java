// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a real far end writes, read for read. Waits for bytes and never for time: the deadline is
 * there to fail.
 */
public final class RealReads {

  private static final long DEADLINE_SECONDS = 60;
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> reads = new LinkedBlockingQueue<>();

  public RealReads(InputStream in) {
    Thread reader = new Thread(() -> pump(in), "real-reads");
    reader.setDaemon(true);
    reader.start();
  }

  private void pump(InputStream in) {
    byte[] buffer = new byte[4096];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        reads.add(Arrays.copyOf(buffer, count));
      }
    } catch (IOException e) {
      // The far end was killed: the test has ended.
    }
    reads.add(END);
  }

  /** All bytes up to those that the test waits for; of the read that they end, nothing is left. */
  public byte[] await(Predicate<byte[]> enough) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    do {
      byte[] read = next(all);
      if (read.length == 0) {
        throw new AssertionError("the far end ended; it had written: " + text(all));
      }
      all.writeBytes(read);
    } while (!enough.test(all.toByteArray()));
    return all.toByteArray();
  }

  /** All that is to come. */
  public byte[] awaitEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] read = next(all); read.length > 0; read = next(all)) {
      all.writeBytes(read);
    }
    return all.toByteArray();
  }

  private byte[] next(ByteArrayOutputStream before) {
    try {
      byte[] read = reads.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (read == null) {
        throw new AssertionError("the far end hangs; it had written: " + text(before));
      }
      return read;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return new Preview(bytes.toByteArray()).text();
  }
}
