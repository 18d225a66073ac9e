// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeReport;
import org.jspecify.annotations.Nullable;

/**
 * One JDK Flight Recorder event per handshake, {@code dev.serialhandshake.Handshake}, where there
 * is a flight recorder and it wants them; elsewhere nothing, not even a class that names {@code
 * jdk.jfr}, which may be absent from a trimmed runtime.
 */
final class FlightRecording {

  private static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecording() {}

  /**
   * Notes the time of the start.
   *
   * @return what {@link #commit} wants back; null when nobody records
   */
  static @Nullable Object begin() {
    return AVAILABLE ? HandshakeFlightEvent.beginIfEnabled() : null;
  }

  /**
   * Records the end.
   *
   * @param recording what {@link #begin} returned
   * @param failure why it failed, unless the report says so; null on success
   */
  static void commit(Object recording, HandshakeReport report, @Nullable FailureReason failure) {
    ((HandshakeFlightEvent) recording).commit(report, failure);
  }
}
