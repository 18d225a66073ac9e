// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import org.junit.jupiter.api.Test;

class HandshakeCompletionEventTest {

  @Test
  void readsAsTheReportOfAHandshakeThatSucceeded() {
    HandshakeReport report = HandshakeReport.builder(Role.CLIENT, State.ESTABLISHED).build();
    assertEquals(
        "HandshakeCompletionEvent(" + report + ")",
        HandshakeCompletionEvent.success(report).toString());
  }

  @Test
  void refusesNull() {
    HandshakeReport none = null;
    assertThrows(NullPointerException.class, () -> HandshakeCompletionEvent.success(none));
    assertThrows(NullPointerException.class, () -> HandshakeCompletionEvent.failure(null));
  }

  @Test
  void readsAsTheReasonOfAHandshakeThatFailed() {
    HandshakeException failure = new HandshakeException(FailureReason.LINE_CLOSED, null, null);
    assertEquals(
        "HandshakeCompletionEvent(" + failure.getMessage() + ")",
        HandshakeCompletionEvent.failure(failure).toString());
  }
}
