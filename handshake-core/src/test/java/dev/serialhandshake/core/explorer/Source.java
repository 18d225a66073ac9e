// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import dev.serialhandshake.core.Handshake;

/**
 * The source of noise, a third party on the line: for each direction how many bytes it has left,
 * and what is known of the burst that is under way. All of it is one number of 14 bits, as a part
 * of a {@link World}.
 *
 * <p>Its bytes come in bursts. Within a burst they follow each other sooner than the quiet time.
 */
final class Source {

  static final int BITS = 14;

  /** For each direction: 2 bits for the bytes, 2 for the beginning of a burst, and three flags. */
  private static final int HALF = 7;

  private static final int BEGAN = 4;
  private static final int MORE = 16;
  private static final int TAKEN = 32;
  private static final int LATE = 64;

  private Source() {}

  static int of(int toClient, int toServer) {
    return toServer | (toClient << HALF);
  }

  private static int shift(boolean toClient) {
    return toClient ? HALF : 0;
  }

  /** How many bytes may still come. */
  static int left(int source, boolean toClient) {
    return (source >>> shift(toClient)) & 3;
  }

  /** After a read: how many bytes it brought, and what noise among them. */
  static int after(int source, boolean toClient, Move read) {
    int shift = shift(toClient);
    boolean goesOn = read.noise() == 0 ? isInBurst(source, toClient) : read.more();
    int kept = read.noise() == 0 && goesOn ? TAKEN : 0;
    int next = source & ~((MORE + 3 * BEGAN + TAKEN - kept) << shift);
    next -= (read.noise() == 0 ? 0 : 1) << shift;
    if (!goesOn) {
      return next;
    }
    int before = began(source, toClient);
    int began = read.bytes() - read.place();
    if (isInBurst(source, toClient)) {
      began = before == 0 ? 0 : before + read.bytes();
    }
    return next | ((MORE + (began > Handshake.LONGEST_FRAME ? 0 : began) * BEGAN) << shift);
  }

  /** With how many of the last bytes that were read the burst began; 0 if it began before. */
  static int began(int source, boolean toClient) {
    return (source >>> shift(toClient)) / BEGAN & 3;
  }

  /**
   * A SYN was answered: if all of a burst so far is a part of its two bytes, it is not known for
   * noise. A filler ahead of them is.
   */
  static int taken(int source, boolean toClient) {
    int began = began(source, toClient);
    boolean all = isInBurst(source, toClient) && began > 0 && began <= 2;
    return all ? source | (TAKEN << shift(toClient)) : source;
  }

  /** Whether all of the burst that is under way is a part of a SYN that was answered. */
  static boolean isTaken(int source, boolean toClient) {
    return (source & (TAKEN << shift(toClient))) != 0;
  }

  /** Whether a burst is under way, so that another byte follows before the line is quiet. */
  static boolean isInBurst(int source, boolean toClient) {
    return (source & (MORE << shift(toClient))) != 0;
  }

  /**
   * Whether noise began after the last quiet time of that end's handshake: in the midst of the
   * frame that decided there, or later.
   */
  static boolean isLate(int source, boolean toClient) {
    return (source & (LATE << shift(toClient))) != 0;
  }

  static int late(int source, boolean toClient, boolean late) {
    int bit = LATE << shift(toClient);
    return late ? source | bit : source & ~bit;
  }

  /** Nothing comes any more; what was late stays so. */
  static int silent(int source) {
    return source & (LATE | LATE << HALF);
  }
}
