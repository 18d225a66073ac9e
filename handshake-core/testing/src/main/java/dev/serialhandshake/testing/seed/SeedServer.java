// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing.seed;

import java.util.function.IntUnaryOperator;

/**
 * The original's server. A read takes at least two bytes, of which the last two count. If they are
 * not the frame that is due, the server sends a NAK and begins again at the next {@link
 * #TICK_MILLIS tick}. Its reads have no deadline. The caller must keep the ticks: between a NAK and
 * the next tick the server does not read.
 */
public final class SeedServer extends SeedRules {

  /** How far apart its attempts begin. */
  public static final long TICK_MILLIS = 10;

  private SeedServer(int nonceBefore, IntUnaryOperator nonces) {
    super(Awaits.SYN, nonceBefore, nonces);
  }

  private SeedServer(SeedServer other) {
    super(other);
  }

  /**
   * A server that draws its nonces.
   *
   * @return a server
   */
  public static SeedServer drawing() {
    return new SeedServer(0, SeedRules::draw);
  }

  /**
   * A server whose nonces go up in steps of 3.
   *
   * @param firstNonce the nonce of its first answer
   * @return a server
   */
  public static SeedServer counting(int firstNonce) {
    return new SeedServer(firstNonce - 3, SeedRules::third);
  }

  @Override
  public SeedServer copy() {
    return new SeedServer(this);
  }

  @Override
  public void start() {}

  @Override
  public int read(byte[] bytes) {
    if (isReadOf(2, bytes)) {
      if (awaits() == Awaits.SYN && fromEnd(2) == SYN) {
        await(Awaits.ACK);
        send(ACK, fromEnd(1) + 1, drawNonce());
      } else if (awaits() == Awaits.ACK && fromEnd(2) == ACK && acknowledgesNonce(fromEnd(1))) {
        await(Awaits.NOTHING);
        send(ACK);
      } else {
        await(Awaits.SYN);
        send(NAK);
      }
    }
    return bytes.length;
  }

  @Override
  public void timeout() {
    throw new IllegalStateException("a server's reads have no deadline");
  }

  @Override
  public int attempts() {
    return 0;
  }

  /**
   * Whether a frame of a server says that its attempt failed: then it reads again at the next tick.
   *
   * @param frame one that it sends
   * @return whether it is a NAK
   */
  public static boolean isNak(byte[] frame) {
    return frame[0] == NAK;
  }

  /**
   * How long it is to the next tick.
   *
   * @param nanosSinceStart the time since the server was started
   * @return nanoseconds, more than 0
   */
  public static long nanosToTick(long nanosSinceStart) {
    long tick = TICK_MILLIS * 1_000_000;
    return tick - nanosSinceStart % tick;
  }
}
