// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

/**
 * How long to wait for an acknowledgement: RFC 6298 without its lower bound of one second, which is
 * for the Internet. It doubles with each wait that was in vain.
 */
final class RetransmissionTimeout {

  private static final int MOST_DOUBLINGS = 6;

  private final long least;
  private final long most;
  private long smoothed = -1;
  private long variation;
  private long timeout;
  private int doublings;

  /**
   * Begins.
   *
   * @param first before anything was measured
   */
  RetransmissionTimeout(long first, long least, long most) {
    this.least = least;
    this.most = most;
    timeout = first;
  }

  /** A round trip took that long. */
  void measured(long took) {
    if (smoothed < 0) {
      smoothed = took;
      variation = took / 2;
    } else {
      variation += (Math.abs(smoothed - took) - variation) / 4;
      smoothed += (took - smoothed) / 8;
    }
    timeout = smoothed + 4 * variation;
  }

  /** Something was heard: the next wait is not longer than usual. */
  void heard() {
    doublings = 0;
  }

  /** A wait was in vain. */
  void waitedInVain() {
    doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
  }

  long nanos() {
    return Math.min(most, Math.max(least, timeout) << doublings);
  }
}
