// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream that can do one thing: fill an array. All other reads are made of that. */
public abstract class ArrayInput extends InputStream {

  /** For a stream of another package. */
  protected ArrayInput() {}

  /**
   * Waits for bytes.
   *
   * @param bytes the array
   * @param offset where its free bytes begin; the range has been checked
   * @param length how many bytes are free, at least one
   * @return how many bytes were read, at least one; -1 at the end
   * @throws IOException if the line fails
   */
  protected abstract int fill(byte[] bytes, int offset, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return fill(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? 0 : fill(bytes, offset, length);
  }
}
