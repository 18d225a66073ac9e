// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What the host that a machine leaves is given, and the other host shows: the sequence of the move,
 * and a secret of ours after it. No byte of the secret is {@code ff}: not every host and proxy
 * sends that twice.
 */
final class VmotionTicket {

  private static final int SECRET_LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] sequence;
  private final byte[] bytes;

  /** Makes one that nobody can guess. */
  VmotionTicket(byte[] sequence) {
    this.sequence = sequence;
    byte[] secret = new byte[SECRET_LENGTH];
    RANDOM.nextBytes(secret);
    bytes = Arrays.copyOf(sequence, sequence.length + secret.length);
    for (int i = 0; i < secret.length; i++) {
      bytes[sequence.length + i] = (byte) (secret[i] & 0x7f);
    }
  }

  /** What to tell of a host that shows another one, or none. */
  static IOException notShown() {
    return new IOException("a host asked for the line of a virtual machine without its secret");
  }

  byte[] sequence() {
    return sequence;
  }

  byte[] bytes() {
    return bytes;
  }

  /** In the same time, wherever the first difference is. */
  boolean is(byte[] shown) {
    return MessageDigest.isEqual(bytes, shown);
  }
}
