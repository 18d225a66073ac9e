// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.random.RandomGenerator;

/**
 * Fresh nonces from {@code A0} to {@code FD}, none twice before all of them were drawn.
 *
 * <p>In this range neither a nonce nor its successor is {@code 06}, {@code 15}, {@code 16}, XON or
 * XOFF (also with bit 7 stripped), a control character that a shell acts on, or the {@code FF} of
 * telnet; and a line that strips bit 7 shows itself. An answer to an earlier attempt can never pass
 * for one to the current attempt, because no two attempts share a nonce.
 */
final class Nonces {

  static final int LOWEST = 0xA0;
  static final int COUNT = 0xFD - LOWEST + 1;

  /** The count is twice this prime, so each odd stride but this one visits every nonce. */
  private static final int PRIME = COUNT / 2;

  private final int stride;
  private int position;

  Nonces(RandomGenerator random) {
    position = random.nextInt(COUNT);
    int odd = 2 * random.nextInt(PRIME) + 1;
    stride = odd == PRIME ? 1 : odd;
  }

  private Nonces(Nonces other) {
    stride = other.stride;
    position = other.position;
  }

  int next() {
    position = (position + stride) % COUNT;
    return LOWEST + position;
  }

  Nonces copy() {
    return new Nonces(this);
  }
}
