// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A packet of a client, read field by field. */
final class Request {

  /** OpenSSH's limit. */
  static final int MAX_LENGTH = 256 * 1024;

  private final ByteBuffer bytes;

  private Request(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * The next packet.
   *
   * @return null at the end of the stream
   * @throws IOException if the stream is no SFTP: then nothing more of it can be read
   */
  static @Nullable Request next(DataInputStream in) throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return null;
    }
    if (length < 1 || length > MAX_LENGTH) {
      throw new IOException("a packet of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new Request(ByteBuffer.wrap(bytes));
  }

  static DataInputStream reader(InputStream in) {
    return new DataInputStream(in);
  }

  int one() throws IOException {
    need(1);
    return bytes.get() & 0xff;
  }

  int number() throws IOException {
    need(Integer.BYTES);
    return bytes.getInt();
  }

  long longNumber() throws IOException {
    need(Long.BYTES);
    return bytes.getLong();
  }

  byte[] string() throws IOException {
    ByteBuffer string = data();
    byte[] copy = new byte[string.remaining()];
    string.get(copy);
    return copy;
  }

  /** The name of a file. It must not have a byte 0, which the system takes for its end. */
  byte[] name() throws IOException {
    byte[] name = string();
    for (byte b : name) {
      if (b == 0) {
        throw new SftpFailure(Status.BAD_MESSAGE);
      }
    }
    return name;
  }

  /** A string that is not copied. */
  ByteBuffer data() throws IOException {
    int length = number();
    if (length < 0) {
      throw new SftpFailure(Status.BAD_MESSAGE);
    }
    need(length);
    ByteBuffer data = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return data;
  }

  private void need(int length) throws IOException {
    if (bytes.remaining() < length) {
      throw new SftpFailure(Status.BAD_MESSAGE);
    }
  }
}
