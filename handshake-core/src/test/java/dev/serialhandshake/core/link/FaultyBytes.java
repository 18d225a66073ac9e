// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.Random;

/** What a line does to its bytes. */
interface FaultyBytes {

  FaultyBytes NONE = (bytes, length) -> length;

  /** Changes bytes in place, or leaves some out; returns how many are left. */
  int carry(byte[] bytes, int length);

  /** Each byte is changed with a probability. */
  static FaultyBytes changed(double share, Random random) {
    double log = StrictMath.log1p(-share);
    long[] left = {next(log, random)};
    return (bytes, length) -> {
      int at = 0;
      while (left[0] < length - at) {
        at += (int) left[0];
        bytes[at++] ^= (byte) (1 << random.nextInt(8));
        left[0] = next(log, random);
      }
      left[0] -= length - at;
      return length;
    };
  }

  private static long next(double log, Random random) {
    return (long) (StrictMath.log1p(-random.nextDouble()) / log);
  }

  /** A share of the bytes is lost, so many in a row. */
  static FaultyBytes lostInBursts(double share, int burst, Random random) {
    double log = StrictMath.log1p(-share / burst);
    long[] left = {next(log, random)};
    int[] losing = {0};
    return (bytes, length) -> {
      int to = 0;
      for (int i = 0; i < length; i++) {
        if (losing[0] == 0 && left[0]-- == 0) {
          losing[0] = burst;
          left[0] = next(log, random);
        }
        if (losing[0] > 0) {
          losing[0]--;
        } else {
          bytes[to++] = bytes[i];
        }
      }
      return to;
    };
  }
}
