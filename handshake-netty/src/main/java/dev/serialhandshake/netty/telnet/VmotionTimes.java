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

  private VmotionTimes() {}
}
