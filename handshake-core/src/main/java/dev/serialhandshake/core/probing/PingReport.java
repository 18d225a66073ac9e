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
   * Whether there is a peer at all. Without one, the failure of a handshake tells more.
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
   * How many answers came after that.
   *
   * @return their number; they are not lost
   */
  public int late() {
    return late;
  }

  /**
   * To how many SYNs nothing came in.
   *
   * @return their number: the SYN or its answer was lost
   */
  public int lost() {
    return lost;
  }

  /**
   * To how many SYNs something else than their answer came in.
   *
   * @return their number: a byte of the SYN or of its answer was lost or changed
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
   * From a SYN to its answer.
   *
   * @param quantile from 0 to 1; 0.5 is the median
   * @return the time that this share of the answers kept to; zero where there was none
   */
  public Duration roundTrip(double quantile) {
    return roundTrips.quantile(quantile);
  }

  /**
   * What the line carries to the peer.
   *
   * @return bytes per second; zero where the line is too fast to tell, or too bad
   */
  public double bytesPerSecond() {
    return bytesPerSecond;
  }

  /**
   * How long a login by SSH will take on this line, as far as the line is what it waits for.
   *
   * @return an estimate; the time that both computers need for the keys comes on top
   */
  public Duration sshLogin() {
    return SshCost.login(roundTrip(0.5), bytesPerSecond);
  }

  /**
   * How long the test took.
   *
   * @return since its start, until the last thing that happened
   */
  public Duration elapsed() {
    return elapsed;
  }
}
