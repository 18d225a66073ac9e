// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** What a sweep found. Immutable. */
public final class SweepReport {

  private final BitSet values;
  private final FateTable fates;
  private final boolean peerAnswers;
  private final boolean lineFellSilent;
  private final RoundTrips roundTrips;
  private final Duration elapsed;

  SweepReport(
      BitSet values,
      FateTable fates,
      boolean peerAnswers,
      boolean lineFellSilent,
      RoundTrips roundTrips,
      Duration elapsed) {
    this.values = values;
    this.fates = fates;
    this.peerAnswers = peerAnswers;
    this.lineFellSilent = lineFellSilent;
    this.roundTrips = roundTrips;
    this.elapsed = elapsed;
  }

  /**
   * What became of a value.
   *
   * @param direction the direction in which it was sent
   * @param value from 0 to 255
   * @return its fate; {@link ByteFate#UNTESTED} for a value that was not asked for
   */
  public ByteFate fate(Direction direction, int value) {
    return values.get(value) ? fates.fate(direction, value) : ByteFate.UNTESTED;
  }

  /**
   * What arrived in the place of a value that was {@link ByteFate#CHANGED}.
   *
   * @param direction the direction in which it was sent
   * @param value from 0 to 255
   * @return one byte or more, a copy; no byte if the value was not changed
   */
  public byte[] changedTo(Direction direction, int value) {
    return values.get(value) ? fates.change(direction, value).clone() : new byte[0];
  }

  /**
   * A byte value with the name that people know it by, as {@link #findings} writes it.
   *
   * @param value from 0 to 255
   * @return for instance {@code 11 XON}, {@code 41 'A'} or {@code a0}
   */
  public static String nameOf(int value) {
    return ByteNames.name(value);
  }

  /**
   * The values with a fault.
   *
   * @param direction the direction in which they were sent
   * @return a new set
   */
  public BitSet faults(Direction direction) {
    BitSet faults = new BitSet();
    values.stream().filter(value -> fate(direction, value).isFault()).forEach(faults::set);
    return faults;
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
   * Whether the peer stopped answering during the sweep. The sweep ended early then.
   *
   * @return true if the value that was tried last has stopped the line, or the peer is gone
   */
  public boolean lineFellSilent() {
    return lineFellSilent;
  }

  /**
   * Whether all values asked for pass in both directions.
   *
   * @return true for a line without faults
   */
  public boolean isTransparent() {
    return peerAnswers
        && !lineFellSilent
        && values.stream()
            .allMatch(
                value ->
                    fate(Direction.TO_PEER, value) == ByteFate.PASSED
                        && fate(Direction.FROM_PEER, value) == ByteFate.PASSED);
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
   * How long the sweep took.
   *
   * @return the time from its start to its last event
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * The faults of the line, one sentence each, with the setting that usually causes it.
   *
   * @return sentences without a line break, the most important first; none for a line without
   *     faults
   */
  public List<String> findings() {
    return SweepWording.of(this);
  }

  /**
   * All 256 values of a direction as a picture of 16 lines of 16 letters, with their legend.
   *
   * @param direction which one
   * @param colour whether faults are coloured, by escape sequences of terminals
   * @return lines, each with a line feed
   */
  public String map(Direction direction, boolean colour) {
    return SweepMap.draw(this, direction, colour);
  }
}
