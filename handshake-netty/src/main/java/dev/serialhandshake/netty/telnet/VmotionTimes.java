// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import java.time.Duration;

/** How long the steps of a vMotion may take. */
final class VmotionTimes {

  /** From BEGIN to its answer: a host waits for five seconds. */
  static final Duration LONGEST_HOLD = Duration.ofSeconds(4);

  /**
   * From GOAHEAD to COMPLETE: a machine stands still meanwhile, and hosts give up after 100 seconds
   * by default.
   */
  static final Duration LONGEST_MOVE = Duration.ofMinutes(2);

  /**
   * From a connection to a secret, which a host shows with its first commands. Without one in this
   * time, a channel that was accepted is a new line.
   */
  static final Duration LONGEST_UNDECIDED = Duration.ofSeconds(2);

  /** The same where there is one line only: without a secret in this time, it is closed. */
  static final Duration LONGEST_WITHOUT_SECRET = Duration.ofSeconds(5);

  private VmotionTimes() {}
}
