// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames among the bytes of a line. The bytes between two flags are a frame if their
 * check is good. A frame that is too long is bad, however long it is.
 */
final class FrameDecoder {

  private byte[] frame;
  private int length;
  private boolean escape;
  private boolean broken;
  private boolean complete;

  /** Whether anything was received since the last flag, but for what is ignored. */
  private boolean any;

  /**
   * Makes room.
   *
   * @param longest bytes of a frame, without its check
   */
  FrameDecoder(int longest) {
    frame = new byte[longest + LinkFrame.CHECK_BYTES];
  }

  /** Makes room for longer frames, and keeps what was read. */
  void grow(int longest) {
    int room = longest + LinkFrame.CHECK_BYTES;
    if (frame.length < room) {
      frame = Arrays.copyOf(frame, room);
    }
  }

  /**
   * Reads up to the end of the next frame.
   *
   * @param ignored the peer sends these values only escaped. One that arrives unescaped was added
   *     by the line (an XOFF) and is skipped (RFC 1662, 4.2).
   * @return whether there was one, good or bad; it stays until the next call
   */
  boolean next(ByteBuffer in, @Nullable EscapeMap ignored) {
    if (complete) {
      clear();
    }
    while (in.hasRemaining()) {
      byte value = in.get();
      if (value == LinkFrame.FLAG) {
        if (any) {
          broken |= escape;
          complete = true;
          return true;
        }
      } else {
        take(value, ignored);
      }
    }
    return false;
  }

  private void take(byte value, @Nullable EscapeMap ignored) {
    if (ignored != null && value != LinkFrame.ESCAPE && ignored.contains(value)) {
      return;
    }
    any = true;
    if (value == LinkFrame.ESCAPE) {
      broken |= escape;
      escape = true;
    } else if (length == frame.length) {
      broken = true;
    } else {
      frame[length++] = escape ? (byte) (value ^ LinkFrame.TOGGLE) : value;
      escape = false;
    }
  }

  /** Whether the frame is one by its form, and its check is good. */
  boolean isGood(LinkCheck check) {
    return !broken && check.isGood(frame, length);
  }

  /** The bytes of the frame and its check. */
  byte[] frame() {
    return frame;
  }

  /** How many bytes the frame has, without its check. */
  int length() {
    return length - LinkFrame.CHECK_BYTES;
  }

  /** Forgets what was read. */
  void clear() {
    length = 0;
    escape = false;
    broken = false;
    complete = false;
    any = false;
  }
}
