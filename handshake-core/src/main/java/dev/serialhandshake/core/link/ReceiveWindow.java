// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.nio.ByteBuffer;

/**
 * The frames of the stream that were received and not taken yet, in order up to the first one that
 * is missing, and those after it.
 */
final class ReceiveWindow {

  private static final long NO_CLOSE = -1;

  private final int slots;
  private final int bits;
  private final int longest;
  private final byte[] bytes;
  private final int[] lengths;

  /** The oldest frame that is not taken in full. */
  private long first;

  /** How many of its bytes were taken. */
  private int taken;

  /** The first frame that is missing. */
  private long expected;

  /** A bit for each frame from there on that was received; the lowest is zero. */
  private long later;

  private long closeFrame = NO_CLOSE;
  private int readable;

  /**
   * Makes an empty window.
   *
   * @param bits how many bits of a frame's number are sent
   * @param longest bytes of the stream in a frame
   */
  ReceiveWindow(int slots, int bits, int longest) {
    this.slots = slots;
    this.bits = bits;
    this.longest = longest;
    bytes = new byte[slots * longest];
    lengths = new int[slots];
  }

  /**
   * Takes a frame, unless it was received before or there is no room for it.
   *
   * @param sequence the lowest bits of its number
   */
  void accept(int sequence, byte[] from, int offset, int length, boolean close) {
    long frame = LinkFrame.closest(sequence, expected, bits);
    long ahead = frame - expected;
    if (ahead < 0 || frame >= first + slots || length > longest || (later & (1L << ahead)) != 0) {
      return;
    }
    int slot = slot(frame);
    System.arraycopy(from, offset, bytes, slot * longest, length);
    lengths[slot] = length;
    if (close) {
      closeFrame = frame;
    }
    later |= 1L << ahead;
    while ((later & 1) != 0) {
      readable += lengths[slot(expected)];
      expected++;
      later >>>= 1;
    }
  }

  /** Gives out bytes in order. */
  int take(ByteBuffer to) {
    int before = to.remaining();
    while (to.hasRemaining() && readable > 0) {
      int slot = slot(first);
      int count = Math.min(to.remaining(), lengths[slot] - taken);
      to.put(bytes, slot * longest + taken, count);
      taken += count;
      readable -= count;
      if (taken == lengths[slot]) {
        first++;
        taken = 0;
      }
    }
    return before - to.remaining();
  }

  /** How many bytes {@link #take} can give. */
  int readable() {
    return readable;
  }

  /** Whether the peer's CLOSE arrived, and all before it. */
  boolean isClosed() {
    return closeFrame != NO_CLOSE && expected > closeFrame;
  }

  /** The first frame that is missing. */
  long expected() {
    return expected;
  }

  /** For how many frames from there on there is room. */
  int credit() {
    return (int) (first + slots - expected);
  }

  /** Whether a frame is missing before one that was received. */
  boolean hasGap() {
    return later != 0;
  }

  /** A bit for each frame after the one that is missing. */
  long later() {
    return later >>> 1;
  }

  private int slot(long frame) {
    return (int) (frame % slots);
  }

  // For the explorer of the tests.

  ReceiveWindow copy() {
    ReceiveWindow copy = new ReceiveWindow(slots, bits, longest);
    System.arraycopy(bytes, 0, copy.bytes, 0, bytes.length);
    System.arraycopy(lengths, 0, copy.lengths, 0, slots);
    copy.first = first;
    copy.taken = taken;
    copy.expected = expected;
    copy.later = later;
    copy.closeFrame = closeFrame;
    copy.readable = readable;
    return copy;
  }

  /** All that the future depends on; equal futures, equal bytes. */
  void encode(ByteBuffer out) {
    out.put((byte) first).put((byte) taken).put((byte) expected).put((byte) closeFrame);
    out.put((byte) later);
    for (long frame = first; frame < first + slots; frame++) {
      boolean held = frame < expected || (later & (1L << (frame - expected))) != 0;
      out.put(held && lengths[slot(frame)] > 0 ? bytes[slot(frame) * longest] : -1);
    }
  }
}
