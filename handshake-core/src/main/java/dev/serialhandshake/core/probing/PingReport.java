// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.time.Duration;

/** What a {@link LinePing} found. Immutable. */
public final class PingReport {

  private final boolean peerAnswers;
  private final int sent;
  private final int late;
  private final int lost;
  private final int corrupted;
  private final boolean lineFellSilent;
  private final RoundTrips roundTrips;
  private final double bytesPerSecond;
  private final Duration elapsed;

  PingReport(
      boolean peerAnswers,
      int sent,
      int late,
      int lost,
      int corrupted,
      boolean lineFellSilent,
      RoundTrips roundTrips,
      double bytesPerSecond,
      Duration elapsed) {
    this.peerAnswers = peerAnswers;
    this.sent = sent;
    this.late = late;
    this.lost = lost;
    this.corrupted = corrupted;
    this.lineFellSilent = lineFellSilent;
    this.roundTrips = roundTrips;
    this.bytesPerSecond = bytesPerSecond;
    this.elapsed = elapsed;
  }

  /**
   * Whether there is a peer. If there is none, the failure of a handshake tells more.
   *
   * @return false when no SYN was answered
   */
  public boolean peerAnswers() {
    return peerAnswers;
  }

  /**
   * How many SYNs were sent, from the first answer on.
   *
   * @return the count asked for, or less if the peer stopped answering
   */
  public int sent() {
    return sent;
  }

  /**
   * How many of them were answered within the patience of the settings.
   *
   * @return the number of good answers
   */
  public int answered() {
    return roundTrips.count() - late;
  }

  /**
   * How many answers arrived later than that.
   *
   * @return their number; they do not count as lost
   */
  public int late() {
    return late;
  }

  /**
   * How many SYNs got no answer.
   *
   * @return their number; the SYN or its answer was lost
   */
  public int lost() {
    return lost;
  }

  /**
   * How many SYNs got other bytes than their answer.
   *
   * @return their number; a byte of the SYN or of its answer was lost or changed
   */
  public int corrupted() {
    return corrupted;
  }

  /**
   * Whether the peer stopped answering, and the test ended early.
   *
   * @return true when the last answers are all missing
   */
  public boolean lineFellSilent() {
    return lineFellSilent;
  }

  /**
   * The time from a SYN to its answer.
   *
   * @param quantile from 0 to 1; 0.5 is the median
   * @return the time within which this share of the answers arrived; zero if there was none
   */
  public Duration roundTrip(double quantile) {
    return roundTrips.quantile(quantile);
  }

  /**
   * What the line carries to the peer.
   *
   * @return bytes per second; zero if the line is too fast to be measured, or too bad
   */
  public double bytesPerSecond() {
    return bytesPerSecond;
  }

  /**
   * How long the line makes a login by SSH wait.
   *
   * @return an estimate, without the time that both computers need for the keys
   */
  public Duration sshLogin() {
    return SshCost.login(roundTrip(0.5), bytesPerSecond);
  }

  /**
   * How long the test took.
   *
   * @return the time from its start to its last event
   */
  public Duration elapsed() {
    return elapsed;
  }
}
