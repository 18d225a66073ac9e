// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever happens to a handler in whatever order, it does what its state machine would do alone,
 * and what its documentation says of order, buffers and promises. In a plain build this runs on the
 * inputs that are kept; with the profile {@code fuzz} it looks for more.
 */
class HandshakeHandlerFuzzTest {

  /** How long a script may be; longer ones say nothing new. */
  private static final int LONGEST = 400;

  /** Two bytes that choose who plays, then one step after the other. */
  @FuzzTest(maxDuration = "60s")
  void anyScript(byte[] input) {
    if (input.length > 2 && input.length < LONGEST) {
      try (HandlerScript script = new HandlerScript(input)) {
        script.play();
      }
    }
  }
}
