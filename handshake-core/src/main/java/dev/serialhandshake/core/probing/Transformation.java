// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

/** A change of one byte that lines and terminals are known for. */
enum Transformation {
  BIT_7 {
    @Override
    int apply(int value) {
      return value & 0x7f;
    }
  },
  CR_TO_LF {
    @Override
    int apply(int value) {
      return value == 0x0d ? 0x0a : value;
    }
  },
  LF_TO_CR {
    @Override
    int apply(int value) {
      return value == 0x0a ? 0x0d : value;
    }
  },
  LOWER_CASE {
    @Override
    int apply(int value) {
      return value >= 'A' && value <= 'Z' ? value + 0x20 : value;
    }
  },
  UPPER_CASE {
    @Override
    int apply(int value) {
      return value >= 'a' && value <= 'z' ? value - 0x20 : value;
    }
  };

  abstract int apply(int value);

  boolean makes(int from, int to) {
    return from != to && apply(from) == to;
  }

  boolean minds(int value) {
    return apply(value) != value;
  }
}
