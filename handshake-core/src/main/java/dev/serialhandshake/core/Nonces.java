// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.random.RandomGenerator;

/**
 * Fresh nonces from {@code A0} to {@code FD}, none twice before all of them were drawn.
 *
 * <p>In this range neither a nonce nor its successor is {@code 06}, {@code 15}, {@code 16}, XON or
 * XOFF (also with bit 7 stripped), a control character that a shell acts on, or the {@code FF} of
 * telnet. A line that strips bit 7 is recognised, because it changes every nonce. No two attempts
 * have the same nonce, so an answer to an earlier attempt never passes for an answer to this one.
 *
 * <p>The state of a drawing is one number: the stride times {@link #COUNT}, plus the position. It
 * takes two bytes of a handshake, and an object would take 24.
 */
final class Nonces {

  static final int LOWEST = 0xA0;
  static final int COUNT = 0xFD - LOWEST + 1;

  /** The count is twice this prime. So every odd stride except the prime visits every nonce. */
  private static final int PRIME = COUNT / 2;

  private Nonces() {}

  /** A drawing from which no nonce was drawn yet. */
  static short begin(RandomGenerator random) {
    int position = random.nextInt(COUNT);
    int odd = 2 * random.nextInt(PRIME) + 1;
    return of(odd == PRIME ? 1 : odd, position);
  }

  /** The drawing after its next nonce. */
  static short next(short drawing) {
    int stride = drawing / COUNT;
    int position = (drawing + stride) % COUNT;
    return of(stride, position);
  }

  /** The nonce that was drawn last. */
  static int last(short drawing) {
    return LOWEST + drawing % COUNT;
  }

  private static short of(int stride, int position) {
    return (short) (stride * COUNT + position);
  }
}
