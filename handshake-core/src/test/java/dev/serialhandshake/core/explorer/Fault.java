// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/** The one byte that the line lost or doubled, if it did; three cases have a name. */
enum Fault {
  NONE,
  /** The last byte of step 3: the server is done before the second one comes. */
  ACK_END_DOUBLED,
  /** Step 4: the client is done before the second one comes. */
  FINAL_ACK_DOUBLED,
  /** Step 4: the server is done, the client cannot know. */
  FINAL_ACK_LOST,
  /** Any other. */
  OTHER;

  static Fault doubled(boolean toServer, byte[] frame, int index) {
    if (toServer && frame[0] == 0x06 && index == frame.length - 1) {
      return ACK_END_DOUBLED;
    }
    return isFinalAck(toServer, frame) ? FINAL_ACK_DOUBLED : OTHER;
  }

  static Fault lost(boolean toServer, byte[] frame) {
    return isFinalAck(toServer, frame) ? FINAL_ACK_LOST : OTHER;
  }

  private static boolean isFinalAck(boolean toServer, byte[] frame) {
    return !toServer && frame.length == 1 && frame[0] == 0x06;
  }
}
