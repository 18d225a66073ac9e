// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing.seed;

import java.util.function.IntUnaryOperator;

/**
 * The original's client. A read takes at least three bytes, of which the last three count. The wait
 * for the final ACK takes one byte. The client begins again at once after a failure, and at a
 * {@link #DEADLINE_MILLIS deadline} that covers one whole attempt. The caller must keep that
 * deadline.
 */
public final class SeedClient extends SeedRules {

  /** How long one attempt may take. */
  public static final long DEADLINE_MILLIS = 1000;

  private int attempts;

  private SeedClient(int nonceBefore, IntUnaryOperator nonces) {
    super(Awaits.SYN_ACK, nonceBefore, nonces);
  }

  private SeedClient(SeedClient other) {
    super(other);
    attempts = other.attempts;
  }

  /**
   * A client that draws its nonces.
   *
   * @return a client that is not started
   */
  public static SeedClient drawing() {
    return new SeedClient(0, SeedRules::draw);
  }

  /**
   * A client whose nonces go up in steps of 3.
   *
   * @param firstNonce the nonce of its first attempt
   * @return a client that is not started
   */
  public static SeedClient counting(int firstNonce) {
    return new SeedClient(firstNonce - 3, SeedRules::third);
  }

  @Override
  public SeedClient copy() {
    return new SeedClient(this);
  }

  @Override
  public void start() {
    attempt();
  }

  @Override
  public void timeout() {
    attempt();
  }

  private void attempt() {
    attempts++;
    await(Awaits.SYN_ACK);
    forgetBytes();
    send(SYN, drawNonce());
  }

  @Override
  public int read(byte[] bytes) {
    if (awaits() == Awaits.FINAL_ACK) {
      if (bytes[0] == ACK) {
        await(Awaits.NOTHING);
      } else {
        attempt();
      }
      return 1;
    }
    if (isReadOf(3, bytes)) {
      if (fromEnd(3) == ACK && acknowledgesNonce(fromEnd(2))) {
        await(Awaits.FINAL_ACK);
        send(ACK, fromEnd(1) + 1);
      } else {
        attempt();
      }
    }
    return bytes.length;
  }

  @Override
  public int attempts() {
    return attempts;
  }
}
