// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import java.time.Duration;

/** What a simulated line and its ends are like. Times are nanoseconds. */
final class Setup {

  /** How a port cuts what has arrived into reads. */
  enum Chunks {
    ONE_BYTE,
    WHOLE,
    RANDOM
  }

  /** "The client's start has no say in it." */
  static final long NOWHERE = Long.MIN_VALUE;

  private static final long BITS_PER_BYTE = 10;

  long latency = MILLISECONDS.toNanos(1);
  long perByte = pace(115_200);

  /** How long a port gathers bytes before it hands them on. */
  long gather = MILLISECONDS.toNanos(1);

  Chunks chunks = Chunks.WHOLE;

  /** The odds of each byte of a frame to get lost, or to come twice. */
  double lost;

  double doubled;

  long clientStart;
  long serverStart;

  /** How long after the client's first deadline the server's first answer arrives. */
  long answerAfterDeadline = NOWHERE;

  /** On the line when the first end starts, at the pace of the line. */
  byte[] noiseToClient = {};

  byte[] noiseToServer = {};

  /** A log that is still being written: it is played from there until then. */
  byte[] logToClient = {};

  byte[] logToServer = {};

  /** If not empty: the log is played once, each byte at its time. */
  long[] logTimes = {};

  int logFrom;
  long logUntil;

  /** Whether the server starts only when the client's noise is through. */
  boolean serverStartsAfterNoise;

  boolean confirm;
  long longest = MILLISECONDS.toNanos(60_000);

  static long pace(int baud) {
    return BITS_PER_BYTE * 1_000_000_000L / baud;
  }

  HandshakeSettings settings() {
    return HandshakeSettings.builder()
        .handshakeTimeout(Duration.ZERO)
        .clientBegins(confirm ? ClientBegins.SSH : ClientBegins.LATER)
        .build();
  }
}
