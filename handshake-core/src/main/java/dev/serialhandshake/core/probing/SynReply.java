// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.internal.Wire;
import java.util.Arrays;

/** The last few bytes that were received since a SYN was sent. */
final class SynReply {

  private final byte[] bytes = new byte[16];
  private int length;

  void clear() {
    length = 0;
  }

  void add(ByteView read) {
    for (int i = 0; i < read.length(); i++) {
      if (length == bytes.length) {
        System.arraycopy(bytes, 1, bytes, 0, --length);
      }
      bytes[length++] = read.get(i);
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  boolean isEmpty() {
    return length == 0;
  }

  boolean isNak() {
    return length == 1 && bytes[0] == Wire.NAK;
  }

  boolean endsWithAnswerTo(int nonce) {
    return answeredNonce() == nonce;
  }

  /** The nonce that the last three bytes answer; -1 if they are no answer. */
  int answeredNonce() {
    boolean answer = length >= 3 && bytes[length - 3] == Wire.ACK;
    return answer ? (bytes[length - 2] - 1) & 0xff : -1;
  }

  /** The number that would acknowledge the answer in the last three bytes. */
  int ack() {
    return (bytes[length - 1] + 1) & 0xff;
  }

  /** Whether a byte that was received twice may be one that the line has doubled. */
  boolean endsWithARepetition() {
    return length > 1 && bytes[length - 1] == bytes[length - 2];
  }
}
