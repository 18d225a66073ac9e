// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake saw, at the moment of asking.
 *
 * @param role whose report it is
 * @param state where the handshake stood
 * @param failureReason why it failed; null while it has not
 * @param attempts how many SYNs were sent (client) or answered (server)
 * @param discardedBytes how many bytes came in that were no part of a frame that was due
 * @param preview the first of them
 * @param elapsed since the start, until the end or the moment of asking
 */
public record HandshakeReport(
    Role role,
    State state,
    @Nullable FailureReason failureReason,
    int attempts,
    long discardedBytes,
    Preview preview,
    Duration elapsed) {

  /**
   * One line for a person.
   *
   * @return for instance {@code client ESTABLISHED after 2 attempts in 1042 ms, 24442 bytes
   *     discarded ("[ 0.000000] Linux…")}
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(80);
    line.append(role == Role.CLIENT ? "client " : "server ").append(state);
    line.append(" after ").append(attempts).append(attempts == 1 ? " attempt" : " attempts");
    line.append(" in ").append(elapsed.toMillis()).append(" ms, ");
    line.append(discardedBytes)
        .append(discardedBytes == 1 ? " byte" : " bytes")
        .append(" discarded");
    if (!preview.isEmpty()) {
      line.append(" (\"")
          .append(preview.text())
          .append(discardedBytes > preview.length() ? "…" : "");
      line.append("\")");
    }
    return line.toString();
  }
}
