// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes the bytes of one frame, and gives them out in whatever pieces there is room for. */
final class FrameEncoder {

  private byte[] wire;
  private int next;
  private int end;

  /**
   * Makes room.
   *
   * @param longest bytes of a frame, without its check
   */
  FrameEncoder(int longest) {
    wire = new byte[room(longest)];
  }

  private static int room(int longest) {
    return 2 + 2 * (longest + LinkFrame.CHECK_BYTES);
  }

  /** Makes room for longer frames, and keeps what is left to take. */
  void grow(int longest) {
    if (wire.length < room(longest)) {
      wire = Arrays.copyOf(wire, room(longest));
    }
  }

  /** Makes the bytes of a frame of two pieces. The one before must have been taken. */
  void encode(
      byte[] head,
      int headLength,
      byte[] payload,
      int offset,
      int length,
      LinkCheck check,
      EscapeMap map) {
    next = 0;
    end = 0;
    wire[end++] = LinkFrame.FLAG;
    for (int i = 0; i < headLength; i++) {
      put(head[i], map);
    }
    for (int i = offset; i < offset + length; i++) {
      put(payload[i], map);
    }
    int value = check.of(head, headLength, payload, offset, length);
    for (int i = 0; i < LinkFrame.CHECK_BYTES; i++) {
      put((byte) (value >>> (Byte.SIZE * i)), map);
    }
    wire[end++] = LinkFrame.FLAG;
  }

  private void put(byte value, EscapeMap map) {
    if (map.contains(value)) {
      wire[end++] = LinkFrame.ESCAPE;
      wire[end++] = (byte) (value ^ LinkFrame.TOGGLE);
    } else {
      wire[end++] = value;
    }
  }

  /** Whether all bytes were taken. */
  boolean isEmpty() {
    return next == end;
  }

  /** How many bytes are left to take. */
  int remaining() {
    return end - next;
  }

  void take(ByteBuffer to) {
    int count = Math.min(to.remaining(), end - next);
    to.put(wire, next, count);
    next += count;
  }

  /** Forgets the frame. */
  void clear() {
    next = 0;
    end = 0;
  }
}
