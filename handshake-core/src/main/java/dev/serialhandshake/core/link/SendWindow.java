// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames of the stream that the peer has not acknowledged: some were sent, some are lost, some
 * are yet to be sent. All bit sets count from the oldest of them.
 *
 * <p>The line keeps the order of what is sent. So when a frame arrived, every frame that was sent
 * before it and did not arrive is lost. No timer is needed to know that.
 */
final class SendWindow {

  private static final long NO_CLOSE = -1;

  /** In {@link #proven}: no transmission that may still arrive. */
  private static final long NOTHING = -1;

  private final int slots;
  private final int bits;
  private final int longest;
  private final byte[] bytes;
  private final int[] lengths;

  /** The place of the last transmission of each frame among all transmissions. */
  private final long[] order;

  /**
   * The place of the transmission that an acknowledgement of the frame proves, at the least. It is
   * the first one of those of which none is known to be lost.
   */
  private final long[] proven;

  private final long[] sentAt;

  /** The oldest frame that is not acknowledged. */
  private long base;

  /** The next frame that was never sent. */
  private long next;

  /** The frame that the next bytes begin; the one before may be filled up while it is not sent. */
  private long end;

  /** The first frame for which the peer has no room. */
  private long limit;

  private long closeFrame = NO_CLOSE;
  private long acknowledged;
  private long lost;
  private long repeated;

  /**
   * Makes an empty window.
   *
   * @param bits how many bits of a frame's number are sent
   * @param longest bytes of the stream in a frame
   */
  SendWindow(int slots, int bits, int longest) {
    this.slots = slots;
    this.bits = bits;
    this.longest = longest;
    bytes = new byte[slots * longest];
    lengths = new int[slots];
    order = new long[slots];
    proven = new long[slots];
    sentAt = new long[slots];
  }

  /** Takes as many bytes as there is room for. */
  int offer(ByteBuffer from) {
    int before = from.remaining();
    while (from.hasRemaining() && closeFrame == NO_CLOSE) {
      boolean fresh = end == next || lengths[slot(end - 1)] == longest;
      if (fresh && end - base == slots) {
        break;
      }
      if (fresh) {
        lengths[slot(end++)] = 0;
      }
      int slot = slot(end - 1);
      int count = Math.min(from.remaining(), longest - lengths[slot]);
      from.get(bytes, slot * longest + lengths[slot], count);
      lengths[slot] += count;
    }
    return before - from.remaining();
  }

  /** How many bytes {@link #offer} would take. */
  int room() {
    if (closeFrame != NO_CLOSE) {
      return 0;
    }
    int partial = end == next ? 0 : longest - lengths[slot(end - 1)];
    return partial + (int) (slots - (end - base)) * longest;
  }

  /** No byte is offered after this. The CLOSE is the frame after all others. */
  void close() {
    closeFrame = end;
  }

  /** Whether the peer has acknowledged the CLOSE, and so everything. */
  boolean isCloseAcknowledged() {
    return closeFrame != NO_CLOSE && base > closeFrame;
  }

  /** What the peer has told of itself in its opening: all that it has not received is lost. */
  void resume(int expected, int credit) {
    base = LinkFrame.notLess(expected, base, Integer.SIZE);
    acknowledged = 0;
    limit = base + credit;
    lost = ones((int) (next - base));
    repeated = lost;
    Arrays.fill(proven, NOTHING);
  }

  /** Whether the peer can have received no more than was sent, and no less than it has told. */
  boolean canResume(int expected) {
    return LinkFrame.notLess(expected, base, Integer.SIZE) <= next;
  }

  /** Whether a frame may be sent now. */
  boolean isReady() {
    return lost != 0 || isNewReady();
  }

  private boolean isNewReady() {
    boolean any = next < end || next == closeFrame;
    return any && next < limit && next - base < slots;
  }

  /** Whether there is a frame to send, and the peer has no room for it. */
  boolean isBlocked() {
    return lost == 0 && (next < end || next == closeFrame) && next >= limit;
  }

  /** Whether a frame was sent of which nothing is known. */
  boolean isInFlight() {
    return inFlight() != 0;
  }

  private long inFlight() {
    return ones((int) (next - base)) & ~acknowledged & ~lost;
  }

  /**
   * Chooses the frame to send: a lost one, the oldest first, or the next one.
   *
   * @param place its place among all transmissions
   * @return its number
   */
  long choose(long place) {
    long frame;
    if (lost != 0) {
      int index = Long.numberOfTrailingZeros(lost);
      frame = base + index;
      lost &= ~(1L << index);
      if (proven[slot(frame)] == NOTHING) {
        proven[slot(frame)] = place;
      }
    } else {
      frame = next++;
      if (frame == end) {
        end++; // the CLOSE
        lengths[slot(frame)] = 0;
      }
      repeated &= ~(1L << (frame - base));
      proven[slot(frame)] = place;
    }
    order[slot(frame)] = place;
    return frame;
  }

  /** The last byte of a frame is on the line at that time. */
  void sentAt(long frame, long at) {
    sentAt[slot(frame)] = at;
  }

  /** Whether a frame is known to be lost, or taken for lost. */
  boolean hasLost() {
    return lost != 0;
  }

  boolean isClose(long frame) {
    return frame == closeFrame;
  }

  /** Whether a frame was sent before. */
  boolean isRepeated(long frame) {
    return (repeated & (1L << (frame - base))) != 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset(long frame) {
    return slot(frame) * longest;
  }

  int length(long frame) {
    return lengths[slot(frame)];
  }

  /** What an acknowledgement told. */
  static final class News {
    /** Whether it told of a frame that arrived. */
    boolean any;

    /** When the newest of them was sent. */
    long sentAt;

    /** Whether it is certain which transmission of that frame arrived (Karn's rule). */
    boolean isTimed;

    /** How many bytes arrived in frames that had been lost. */
    int repaired;
  }

  /**
   * Takes an acknowledgement.
   *
   * @param expected the lowest bits of the number of the first frame that the peer lacks
   * @param later a bit for each frame after that one
   * @param credit for how many frames from there on the peer has room
   * @param news is filled
   */
  void acknowledge(int expected, long later, int credit, News news) {
    news.any = false;
    news.isTimed = false;
    news.repaired = 0;
    long first = LinkFrame.notLess(expected, base, bits);
    if (first > next) {
      return; // an old one
    }
    limit = Math.max(limit, first + credit);
    int count = (int) (first - base);
    int sent = (int) (next - base);
    long arrived = ones(count) | (count >= Long.SIZE - 1 ? 0 : later << count << 1);
    long fresh = arrived & ones(sent) & ~acknowledged;
    long newest = NOTHING;
    for (long left = fresh; left != 0; left &= left - 1) {
      newest = Math.max(newest, arrived(base + Long.numberOfTrailingZeros(left), newest, news));
    }
    acknowledged |= fresh;
    lost &= ~acknowledged;
    if (news.any) {
      loseBefore(newest);
    }
    advance(count);
  }

  private long arrived(long frame, long newest, News news) {
    int slot = slot(frame);
    news.any = true;
    if (isRepeated(frame)) {
      news.repaired += lengths[slot];
    }
    if (proven[slot] > newest) {
      news.isTimed = proven[slot] == order[slot];
      news.sentAt = sentAt[slot];
    }
    return proven[slot];
  }

  /** Something arrived that was sent at that place: what was sent before and did not, is lost. */
  void loseBefore(long place) {
    for (long left = inFlight(); left != 0; left &= left - 1) {
      int index = Long.numberOfTrailingZeros(left);
      int slot = slot(base + index);
      if (order[slot] < place) {
        proven[slot] = NOTHING;
        lose(1L << index);
      }
    }
  }

  /** The oldest frame in flight is taken for lost, since nothing was heard of it for long. */
  void loseOldest() {
    lose(Long.lowestOneBit(inFlight()));
  }

  private void lose(long frames) {
    lost |= frames;
    repeated |= frames;
  }

  private void advance(int count) {
    base += count;
    acknowledged = shift(acknowledged, count);
    lost = shift(lost, count);
    repeated = shift(repeated, count);
  }

  private static long shift(long set, int count) {
    return count >= Long.SIZE ? 0 : set >>> count;
  }

  private static long ones(int count) {
    return count >= Long.SIZE ? -1 : (1L << count) - 1;
  }

  private int slot(long frame) {
    return (int) (frame % slots);
  }

  // For the explorer of the tests.

  SendWindow copy() {
    SendWindow copy = new SendWindow(slots, bits, longest);
    System.arraycopy(bytes, 0, copy.bytes, 0, bytes.length);
    System.arraycopy(lengths, 0, copy.lengths, 0, slots);
    System.arraycopy(order, 0, copy.order, 0, slots);
    System.arraycopy(proven, 0, copy.proven, 0, slots);
    copy.base = base;
    copy.next = next;
    copy.end = end;
    copy.limit = limit;
    copy.closeFrame = closeFrame;
    copy.acknowledged = acknowledged;
    copy.lost = lost;
    copy.repeated = repeated;
    return copy;
  }

  /** All that the future depends on; equal futures, equal bytes. */
  void encode(ByteBuffer out, long pingPlace) {
    out.put((byte) base).put((byte) next).put((byte) end).put((byte) limit).put((byte) closeFrame);
    out.put((byte) acknowledged).put((byte) lost);
    for (long frame = base; frame < next; frame++) {
      out.put(rank(order[slot(frame)], pingPlace)).put(rank(proven[slot(frame)], pingPlace));
    }
    out.put(rank(pingPlace, pingPlace));
  }

  /** How many transmissions that matter were before this one. */
  private byte rank(long place, long pingPlace) {
    int rank = pingPlace < place ? 1 : 0;
    for (long frame = base; frame < next; frame++) {
      rank += order[slot(frame)] < place ? 1 : 0;
      rank += proven[slot(frame)] < place ? 1 : 0;
    }
    return (byte) (place == NOTHING ? -1 : rank);
  }
}
