// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeReport;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A handshake as an event of the flight recorder. Its duration is the handshake's. */
@Name("dev.serialhandshake.Handshake")
@Label("Handshake")
@Category("Serial Handshake")
@Description("A handshake on a line, from its start to its end")
@StackTrace(false)
final class HandshakeFlightEvent extends Event {

  @Label("Role")
  @Nullable String role;

  @Label("Attempts")
  int attempts;

  @Label("Discarded Bytes")
  @DataAmount
  long discardedBytes;

  @Label("Outcome")
  @Description("ESTABLISHED, or the reason of the failure")
  @Nullable String outcome;

  static @Nullable HandshakeFlightEvent beginIfEnabled() {
    HandshakeFlightEvent event = new HandshakeFlightEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  void commit(HandshakeReport report, @Nullable FailureReason failure) {
    FailureReason known = report.failureReason();
    FailureReason reason = known == null ? failure : known;
    role = report.role().name();
    attempts = report.attempts();
    discardedBytes = report.discardedBytes();
    outcome = reason == null ? report.state().name() : reason.name();
    commit();
  }
}
