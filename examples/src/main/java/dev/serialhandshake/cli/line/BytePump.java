// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Carries bytes from one stream to another, and flushes each read at once. Closes neither. */
public final class BytePump {

  private static final int BUFFER_SIZE = 32 * 1024;

  /** How it ended: by the source or by the sink, and what that threw, if anything. */
  public record End(boolean bySource, @Nullable IOException cause) {}

  private BytePump() {}

  /** Blocks until the source has no more, or either of the two fails. */
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
