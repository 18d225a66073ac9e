// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.util.BitSet;

/**
 * The nonces to send. A SYN with that nonce tests a value on its way to the peer, and a SYN with
 * the nonce below it tests the value on its way back. The nonces go up, so XON comes before XOFF.
 */
final class SweepPlan {

  static final int VALUES = 256;

  /** Tells whether bit 7 is lost on the way to the peer or on the way back. */
  private static final int[] BOUNDS_OF_BIT_7 = {0x7f, 0xff};

  /** The values that terminals, flow control, telnet and the handshake itself treat specially. */
  private static final int[] DANGEROUS = {
    0x00, 0x03, 0x04, 0x06, 0x07, 0x08, 0x0a, 0x0d, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17,
    0x18, 0x1a, 0x1b, 0x1c, 0x1d, 0x7f, 0x80, 0xff
  };

  private SweepPlan() {}

  static BitSet dangerous() {
    BitSet values = new BitSet(VALUES);
    for (int value : DANGEROUS) {
      values.set(value);
    }
    return values;
  }

  static BitSet all() {
    BitSet values = new BitSet(VALUES);
    values.set(0, VALUES);
    return values;
  }

  static int[] noncesFor(BitSet values) {
    BitSet nonces = new BitSet(VALUES);
    values.stream()
        .forEach(
            value -> {
              nonces.set(value);
              nonces.set((value - 1) & 0xff);
            });
    if (values.nextSetBit(0x80) >= 0) {
      for (int bound : BOUNDS_OF_BIT_7) {
        nonces.set(bound);
      }
    }
    return nonces.stream().toArray();
  }
}
