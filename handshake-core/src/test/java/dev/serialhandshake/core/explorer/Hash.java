// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/** Two hashes of 64 bits each of a state, which is 128 bits; together they are as good as it. */
final class Hash {

  private Hash() {}

  static long first(long high, long low) {
    return mix(mix(high) + low);
  }

  static long second(long high, long low) {
    return mix(mix(low ^ 0xC2B2AE3D27D4EB4FL) ^ high);
  }

  /** The finalizer of SplitMix64: each bit of the result depends on each bit of the argument. */
  static long mix(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
