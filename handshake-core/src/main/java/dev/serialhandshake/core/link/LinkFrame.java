// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * The bytes of a frame. On the wire it is between two flags. Within it, a flag, an escape and the
 * bytes of the escape map are an escape and the byte with bit 5 changed. The last four bytes are
 * its check.
 */
final class LinkFrame {

  static final byte FLAG = 0x7e;
  static final byte ESCAPE = 0x7d;
  static final int TOGGLE = 0x20;

  /** A CRC-32C, its lowest byte first. */
  static final int CHECK_BYTES = 4;

  static final int VERSION = 1;

  // The first byte of each frame. Letters need no escape.
  static final byte OPEN = 'O';
  static final byte OPEN_ACK = 'o';
  static final byte REFUSE = 'R';

  /** Sequence number, acknowledged, credit; then bytes of the stream. */
  static final byte DATA = 'D';

  /** Sequence number, acknowledged, credit: no more bytes follow. */
  static final byte CLOSE = 'C';

  /** Acknowledged, credit, number of the last PING, and a bit for each frame after a gap. */
  static final byte ACK = 'A';

  /** Number, acknowledged, credit. */
  static final byte PING = 'P';

  static final int SEQUENCED_HEADER = 4;
  static final int PING_LENGTH = 4;
  static final int ACK_HEADER = 4;
  static final int LONGEST_ACK = ACK_HEADER + Long.BYTES;

  /** OPEN with the longest list of bytes to escape. */
  static final int LONGEST_OPENING = LinkOpening.OPEN_HEADER + EscapeMap.MOST;

  private LinkFrame() {}

  /** A number of which only the lowest bits were sent: the one closest to {@code near}. */
  static long closest(int low, long near, int bits) {
    int shift = Long.SIZE - bits;
    return near + ((low - near) << shift >> shift);
  }

  /** A number of which only the lowest bits were sent, and which is not less than {@code least}. */
  static long notLess(int low, long least, int bits) {
    int shift = Long.SIZE - bits;
    return least + ((low - least) << shift >>> shift);
  }
}
