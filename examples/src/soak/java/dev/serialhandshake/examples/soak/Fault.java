// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * One fault.
 *
 * @param kind what happens
 * @param direction to which bytes
 * @param offset before which byte of that direction, counted from the beginning of the visit
 * @param amount bytes, or milliseconds of a stall
 * @param seed for what there is to be drawn within it: the bytes of a noise, the baud rate
 */
record Fault(FaultKind kind, Direction direction, long offset, int amount, long seed) {
  private static final byte[] CONTROL = {0x06, 0x15, 0x16};
  private static final int[] BAUD_RATES = {9600, 38400, 115200};

  /** The bytes of a noise: any, those of the protocol's frames, or what a kernel says. */
  byte[] noise() {
    Random random = new Random(seed);
    int kind = random.nextInt(3);
    byte[] bytes = new byte[amount];
    if (kind == 0) {
      random.nextBytes(bytes);
    } else if (kind == 1) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = CONTROL[random.nextInt(CONTROL.length)];
      }
    } else {
      byte[] text =
          String.format(
                  Locale.ROOT, "[%5d.%06d] tty0: link is down\r\n", seed & 0xfff, seed & 0x7ffff)
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = text[i % text.length];
      }
    }
    return bytes;
  }

  /** The pace of a line of ten bits to a byte. */
  int bytesPerSecond() {
    return BAUD_RATES[new Random(seed).nextInt(BAUD_RATES.length)] / 10;
  }

  @Override
  public String toString() {
    return kind + " of " + amount + " at " + offset + " " + direction;
  }
}
