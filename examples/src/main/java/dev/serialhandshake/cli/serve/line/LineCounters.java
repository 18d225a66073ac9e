// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What all connections of a line have done together. On the line's event loop only. */
final class LineCounters {

  private long sessions;
  private long attempts;
  private long discardedBytes;
  private long bytesIn;
  private long bytesOut;
  private @Nullable Verdict lastVerdict;
  private Instant idleSince = Instant.MIN;

  void read(int bytes) {
    bytesIn += bytes;
  }

  void wrote(int bytes) {
    bytesOut += bytes;
  }

  void sessionBegan() {
    sessions++;
  }

  /** A handshake has ended. */
  void count(HandshakeReport report) {
    attempts += report.attempts();
    discardedBytes += report.discardedBytes();
    if (report.verdict() != null) {
      lastVerdict = report.verdict();
    }
  }

  /** A session or a handshake of one of the connections is over. */
  void waitsAgain(Instant now) {
    idleSince = now;
  }

  long sessions() {
    return sessions;
  }

  long attempts() {
    return attempts;
  }

  long discardedBytes() {
    return discardedBytes;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** What the last handshake that did not come about said about the peer. */
  @Nullable Verdict lastVerdict() {
    return lastVerdict;
  }

  /** When the last session or handshake was over; the time that is given if none was since. */
  Instant idleSince(Instant opened) {
    return idleSince.isAfter(opened) ? idleSince : opened;
  }
}
