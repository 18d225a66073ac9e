// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.time.Duration;

/**
 * What a login costs on a line: OpenSSH's client, over {@code connect}, at the server of {@code
 * serve}, on relays that paced a clean line. 960 bytes a second took 3.3 s more than the clean line
 * took, 480 took 7.0 s more, and 300 ms there and back 2.7 s more. At OpenSSH's own server it is
 * 5,500 bytes and more.
 */
final class SshCost {

  /** Bytes that somebody waits for; what goes both ways at once counts once. */
  private static final int LOGIN_BYTES = 3_400;

  private static final int LOGIN_ROUND_TRIPS = 9;

  private SshCost() {}

  static Duration login(Duration roundTrip, double bytesPerSecond) {
    Duration waits = roundTrip.multipliedBy(LOGIN_ROUND_TRIPS);
    if (bytesPerSecond == 0) {
      return waits;
    }
    return waits.plus(Duration.ofMillis(Math.round(1000 * LOGIN_BYTES / bytesPerSecond)));
  }
}
