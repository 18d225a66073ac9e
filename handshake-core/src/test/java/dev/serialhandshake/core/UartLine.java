// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.ByteArrayOutputStream;

/** A sender and a receiver of 8N1 characters, each with a clock of its own, sample by sample. */
final class UartLine {

  private static final int SAMPLES_PER_BIT = 16;

  /** A pause now and then, as between the lines of a log: or the receiver never finds a start. */
  private static final int PAUSE_AFTER = 24;

  private UartLine() {}

  /** What a receiver of one speed makes of what a sender of another speed sends. */
  static byte[] receive(byte[] sent, int sendersBaud, int receiversBaud) {
    int unit = SAMPLES_PER_BIT * receiversBaud;
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    // Time counts in ticks; a bit takes the sender unit/sendersBaud, the receiver SAMPLES_PER_BIT.
    double bit = (double) unit / sendersBaud;
    long end = (long) (bit * bits(sent.length));
    long now = 0;
    while (now < end) {
      if (level(sent, now, bit)) {
        now++;
        continue;
      }
      int value = 0;
      for (int i = 0; i < 8; i++) {
        long middle = now + SAMPLES_PER_BIT / 2 + (long) (i + 1) * SAMPLES_PER_BIT;
        value |= (level(sent, middle, bit) ? 1 : 0) << i;
      }
      received.write(value);
      now += 9 * SAMPLES_PER_BIT + SAMPLES_PER_BIT / 2;
      while (now < end && !level(sent, now, bit)) {
        now++; // no stop bit: waits for the line to rise
      }
    }
    return received.toByteArray();
  }

  private static long bits(int count) {
    return 10L * (count + count / PAUSE_AFTER + 1);
  }

  private static boolean level(byte[] sent, long tick, double bit) {
    long position = (long) (tick / bit);
    long character = position / 10;
    if (character % (PAUSE_AFTER + 1) == PAUSE_AFTER) {
      return true;
    }
    long index = character - character / (PAUSE_AFTER + 1);
    int within = (int) (position % 10);
    if (index >= sent.length || within == 9) {
      return true;
    }
    return within != 0 && (sent[(int) index] >> (within - 1) & 1) == 1;
  }
}
