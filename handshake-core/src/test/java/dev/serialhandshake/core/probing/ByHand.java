// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.ByteView;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Works a test of a line step by step, so that each byte and each wait can be looked at. A SYN is
 * given up after a second, the peer takes the next one half a second after its answer.
 */
final class ByHand {

  static final long PERIOD = 500;
  static final long PATIENCE = 1000;
  static final long QUIET = 50;

  static final SweepSettings SETTINGS =
      SweepSettings.builder()
          .answerTime(Duration.ofMillis(PERIOD - 100))
          .margin(Duration.ofMillis(100))
          .patience(Duration.ofMillis(PATIENCE))
          .quietTime(Duration.ofMillis(QUIET))
          .build();

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final LineProbe test;
  private long now;

  ByHand(LineProbe test) {
    this.test = test;
    test.start(now);
  }

  /** What it has sent. */
  ByHand sends(String hex) {
    byte[] sent = test.pollTransmit();
    assertEquals(hex, sent == null ? "" : HEX.formatHex(sent));
    return this;
  }

  ByHand isSilent() {
    return sends("");
  }

  /** For how many milliseconds it waits. */
  ByHand waits(long millis) {
    assertEquals(millis, NANOSECONDS.toMillis(test.nanosToTimeout(now)));
    return this;
  }

  /** So many milliseconds later, something comes in. */
  ByHand receives(long later, String hex) {
    now += MILLISECONDS.toNanos(later);
    byte[] read = HEX.parseHex(hex);
    test.receive(ByteView.of(read, 0, read.length), now);
    return this;
  }

  ByHand receives(String hex) {
    return receives(0, hex);
  }

  /** Nothing comes in until its wait is over. */
  ByHand goesOn() {
    now += test.nanosToTimeout(now);
    test.timeout(now);
    return this;
  }
}
