// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.Arrays;

/** The one byte that the line lost or doubled; three cases have a name. */
enum Fault {
  /** Any other, or none. */
  UNNAMED,
  /** The last byte of step 3: the server is done before the second one comes. */
  ACK_END_DOUBLED,
  /** Step 4: the client is done before the second one comes. */
  FINAL_ACK_DOUBLED,
  /** Step 4: the server is done, the client cannot know. */
  FINAL_ACK_LOST;

  /**
   * What becomes of a frame.
   *
   * @param variant from 1 to its length, which byte is lost; then as many more, which is doubled
   */
  static byte[] carry(byte[] frame, int variant) {
    boolean lost = variant <= frame.length;
    int index = lost ? variant - 1 : variant - frame.length - 1;
    int rest = lost ? index + 1 : index;
    int head = lost ? index : index + 1;
    byte[] carried = Arrays.copyOf(frame, head + frame.length - rest);
    System.arraycopy(frame, rest, carried, head, frame.length - rest);
    return carried;
  }

  /** Its name. */
  static Fault of(boolean toServer, byte[] frame, int variant) {
    return variant <= frame.length
        ? lost(toServer, frame)
        : doubled(toServer, frame, variant - frame.length - 1);
  }

  private static Fault doubled(boolean toServer, byte[] frame, int index) {
    if (toServer && frame[0] == 0x06 && index == frame.length - 1) {
      return ACK_END_DOUBLED;
    }
    return isFinalAck(toServer, frame) ? FINAL_ACK_DOUBLED : UNNAMED;
  }

  private static Fault lost(boolean toServer, byte[] frame) {
    return isFinalAck(toServer, frame) ? FINAL_ACK_LOST : UNNAMED;
  }

  private static boolean isFinalAck(boolean toServer, byte[] frame) {
    return !toServer && frame.length == 1 && frame[0] == 0x06;
  }
}
