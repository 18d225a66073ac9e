// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.zip.CRC32C;

/**
 * The check of a frame: CRC-32C over a prefix that is not sent, and the frame. The prefix tells the
 * session, the epoch and the direction. So an echo, and a frame of another session or of the time
 * before an interruption, are bad frames.
 */
final class LinkCheck {

  private static final byte[] NONE = {};

  private final CRC32C crc = new CRC32C();
  private byte[] prefix = NONE;

  /** Begins an epoch. */
  void prefix(byte direction, byte[] session, int clientNonce, int serverNonce) {
    crc.reset();
    crc.update(direction);
    crc.update(session, 0, session.length);
    update(clientNonce);
    update(serverNonce);
    prefix = new byte[LinkFrame.CHECK_BYTES];
    int value = (int) crc.getValue();
    for (int i = 0; i < prefix.length; i++) {
      prefix[i] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  private void update(int number) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      crc.update(number >>> shift);
    }
  }

  /** The check of two pieces, one after the other. */
  int of(byte[] head, int headLength, byte[] rest, int offset, int length) {
    crc.reset();
    crc.update(prefix, 0, prefix.length);
    crc.update(head, 0, headLength);
    crc.update(rest, offset, length);
    return (int) crc.getValue();
  }

  /** Whether the last bytes of a frame are the check of the others. */
  boolean isGood(byte[] frame, int length) {
    int checked = length - LinkFrame.CHECK_BYTES;
    if (checked < 1) {
      return false;
    }
    int check = 0;
    for (int i = 0; i < LinkFrame.CHECK_BYTES; i++) {
      check |= (frame[checked + i] & 0xff) << (Byte.SIZE * i);
    }
    return of(frame, checked, frame, 0, 0) == check;
  }

  // For the explorer of the tests.

  LinkCheck copy() {
    LinkCheck copy = new LinkCheck();
    copy.prefix = prefix;
    return copy;
  }
}
