// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.Locale;

/** What a {@link Link} has done so far. Immutable. */
public final class LinkCounters {

  private final long framesSent;
  private final long framesRepeated;
  private final long framesReceived;
  private final long badFrames;
  private final long bytesRepaired;
  private final long interruptions;

  LinkCounters(
      long framesSent,
      long framesRepeated,
      long framesReceived,
      long badFrames,
      long bytesRepaired,
      long interruptions) {
    this.framesSent = framesSent;
    this.framesRepeated = framesRepeated;
    this.framesReceived = framesReceived;
    this.badFrames = badFrames;
    this.bytesRepaired = bytesRepaired;
    this.interruptions = interruptions;
  }

  /**
   * How many frames were sent, of any kind.
   *
   * @return their number, the repeated ones included
   */
  public long framesSent() {
    return framesSent;
  }

  /**
   * How many of them were sent before, and were lost or taken for lost.
   *
   * @return their number
   */
  public long framesRepeated() {
    return framesRepeated;
  }

  /**
   * How many good frames were received.
   *
   * @return their number, frames received twice included
   */
  public long framesReceived() {
    return framesReceived;
  }

  /**
   * How many times the bytes between two flags were no good frame: damaged, or noise.
   *
   * @return their number
   */
  public long badFrames() {
    return badFrames;
  }

  /**
   * How many bytes of the stream the peer received only when they were sent again.
   *
   * @return their number
   */
  public long bytesRepaired() {
    return bytesRepaired;
  }

  /**
   * How many times the line was lost while the link was open.
   *
   * @return their number, one that lasts included
   */
  public long interruptions() {
    return interruptions;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "LinkCounters(framesSent=%d, framesRepeated=%d, framesReceived=%d, badFrames=%d,"
            + " bytesRepaired=%d, interruptions=%d)",
        framesSent,
        framesRepeated,
        framesReceived,
        badFrames,
        bytesRepaired,
        interruptions);
  }
}
