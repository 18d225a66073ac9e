// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What went wrong on a line since its port was opened. Many framing errors mean that the two ends
 * differ in baud rate or framing. Immutable: a later look is a new object.
 *
 * <p>On Linux, where JNA is on the class path, these are the counters of the port's driver
 * (TIOCGICOUNT). Where it is not, a {@link SerialChannel} counts the marks in its input, and knows
 * nothing of overruns. Pseudo-terminals have no errors, and some drivers of USB adapters do not
 * count theirs.
 */
public final class SerialLineErrors {

  static final SerialLineErrors NONE = new SerialLineErrors(false, 0, 0, 0, OptionalLong.empty());

  private final boolean counted;
  private final long breaks;
  private final long framing;
  private final long parity;
  private final OptionalLong overruns;

  SerialLineErrors(boolean counted, long breaks, long framing, long parity, OptionalLong overruns) {
    this.counted = counted;
    this.breaks = breaks;
    this.framing = framing;
    this.parity = parity;
    this.overruns = overruns;
  }

  static SerialLineErrors marked(long breaks, long framing, long parity) {
    return new SerialLineErrors(true, breaks, framing, parity, OptionalLong.empty());
  }

  /**
   * Returns whether the port reports its errors.
   *
   * @return false if it does not; all else is 0 or empty then
   */
  public boolean counted() {
    return counted;
  }

  /**
   * Returns the BREAKs received.
   *
   * @return how many
   */
  public long breaks() {
    return breaks;
  }

  /**
   * Returns the characters without a stop bit where one belongs.
   *
   * @return how many
   */
  public long framing() {
    return framing;
  }

  /**
   * Returns the characters with a wrong parity bit. Where marks are counted and parity is on,
   * framing errors count here too.
   *
   * @return how many
   */
  public long parity() {
    return parity;
  }

  /**
   * Returns how often bytes were lost because nobody took them in time, in the hardware or in the
   * system.
   *
   * @return how often; empty if the port does not tell
   */
  public OptionalLong overruns() {
    return overruns;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SerialLineErrors that
        && counted == that.counted
        && breaks == that.breaks
        && framing == that.framing
        && parity == that.parity
        && overruns.equals(that.overruns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(counted, breaks, framing, parity, overruns);
  }

  /** For instance {@code 1 breaks, 17 framing, 0 parity, 2 overruns}. */
  @Override
  public String toString() {
    return counted
        ? (breaks + " breaks, " + framing + " framing, " + parity + " parity")
            + (overruns.isPresent() ? ", " + overruns.getAsLong() + " overruns" : "")
        : "not counted";
  }
}
