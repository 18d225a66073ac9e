// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeCompletionEventTest {

  @Test
  void readsAsTheReportOfAHandshakeThatSucceeded() {
    HandshakeReport report =
        Handshake.server(HandshakeSettings.defaults(), new Random(1), HandshakeObserver.NONE)
            .report();
    assertEquals(
        "HandshakeCompletionEvent(" + report + ")",
        HandshakeCompletionEvent.success(report).toString());
  }

  @Test
  void readsAsTheReasonOfAHandshakeThatFailed() {
    HandshakeException failure = new HandshakeException(FailureReason.LINE_CLOSED, null, null);
    assertEquals(
        "HandshakeCompletionEvent(" + failure.getMessage() + ")",
        HandshakeCompletionEvent.failure(failure).toString());
  }
}
