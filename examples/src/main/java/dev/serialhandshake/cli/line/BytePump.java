// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Copies bytes from one stream to another, and flushes after each read. Closes neither stream. */
public final class BytePump {

  private static final int BUFFER_SIZE = 32 * 1024;

  /** Which of the two streams ended or failed, and what it threw, if anything. */
  public record End(boolean bySource, @Nullable IOException cause) {}

  private BytePump() {}

  /** Blocks until the source ends, or either stream fails. */
  public static End run(InputStream from, OutputStream to) {
    byte[] buffer = new byte[BUFFER_SIZE];
    while (true) {
      int count;
      try {
        count = from.read(buffer);
      } catch (IOException e) {
        return new End(true, e);
      }
      if (count < 0) {
        return new End(true, null);
      }
      try {
        to.write(buffer, 0, count);
        to.flush();
      } catch (IOException e) {
        return new End(false, e);
      }
    }
  }
}
