// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A stream that can do one thing: write a short array. All other writes are made of that. */
abstract class ArrayOutput extends OutputStream {

  /** The most that {@link #writePart} is given. */
  static final int PART_SIZE = 4096;

  /**
   * Writes bytes; one thread at a time does.
   *
   * @param count at most {@link #PART_SIZE}; the range has been checked
   */
  abstract void writePart(byte[] bytes, int offset, int count) throws IOException;

  @Override
  public final void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public final synchronized void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    for (int done = 0; done < count; done += PART_SIZE) {
      writePart(bytes, offset + done, Math.min(PART_SIZE, count - done));
    }
  }
}
