// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A packet to a client, written field by field. */
final class Reply {

  static final int VERSION = 2;
  static final int STATUS = 101;
  static final int HANDLE = 102;
  static final int DATA = 103;
  static final int NAME = 104;
  static final int ATTRIBUTES = 105;
  static final int EXTENDED = 201;

  private static final int FIRST_SIZE = 256;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length = Integer.BYTES; // the packet's own length is written last

  /** The answer to the request with this number. */
  Reply(int type, int id) {
    this(type);
    number(id);
  }

  /** A packet without the number of a request. */
  Reply(int type) {
    one(type);
  }

  static Reply status(int id, Status status) {
    return new Reply(STATUS, id).number(status.code()).text(status.message()).text("");
  }

  Reply one(int value) {
    bytes[room(1)] = (byte) value;
    return this;
  }

  Reply number(int value) {
    int at = room(Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(at, value);
    return this;
  }

  Reply longNumber(long value) {
    int at = room(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(at, value);
    return this;
  }

  Reply string(byte[] value) {
    number(value.length);
    int at = room(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
    return this;
  }

  Reply text(String value) {
    return string(value.getBytes(UTF_8));
  }

  /** A string: the bytes of the buffer between its position and its limit. */
  Reply data(ByteBuffer value) {
    number(value.remaining());
    int at = room(value.remaining());
    value.get(bytes, at, value.remaining());
    return this;
  }

  /** The bytes after the type, for a string that consists of fields. */
  byte[] fields() {
    return Arrays.copyOfRange(bytes, Integer.BYTES + 1, length);
  }

  void sendTo(OutputStream out) throws IOException {
    ByteBuffer.wrap(bytes).putInt(0, length - Integer.BYTES);
    out.write(bytes, 0, length);
    out.flush();
  }

  private int room(int count) {
    int at = length;
    length += count;
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }
    return at;
  }
}
