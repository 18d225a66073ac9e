// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a line since it was first served. They go on when the file of lines is reloaded.
 *
 * @param since when the counts began
 * @param handshakes how many succeeded; after each there is a session: a new one, or one on a link
 *     that goes on
 * @param logins how many clients the SSH server has let in
 * @param refusals how many clients left because none of their keys may log in
 * @param attempts how many SYNs were answered
 * @param reopens how often the line was opened again
 * @param discardedBytes how many bytes were no part of a frame that was due
 * @param bytesIn how many bytes were received
 * @param bytesOut how many bytes were sent
 * @param lastByteAt when the last byte was received; null if none was
 * @param failures how often something failed, by its cause: the names of the exit codes in lower
 *     case, and {@code session_failed}
 * @param links what the links on it have done
 * @param handshakeTimes from a client's first SYN until the line was in sync
 * @param loginTimes from a client's first SYN until it had logged in
 * @param sessionTimes of sessions that are over, each from its first connection to its end
 */
public record LineTotals(
    Instant since,
    long handshakes,
    long logins,
    long refusals,
    long attempts,
    long reopens,
    long discardedBytes,
    long bytesIn,
    long bytesOut,
    @Nullable Instant lastByteAt,
    Map<String, Long> failures,
    LinkTotals links,
    Durations handshakeTimes,
    Durations loginTimes,
    Durations sessionTimes) {

  /** Takes a copy of the failures. */
  public LineTotals {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }
}
