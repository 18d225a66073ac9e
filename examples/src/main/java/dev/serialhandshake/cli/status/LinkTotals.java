// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.core.link.LinkCounters;

/**
 * The counts of all links of a line together, also of sessions that are over.
 *
 * @param sessions how many sessions on links have begun
 * @param framesSent how many frames this end has sent, of any kind
 * @param framesRepeated how many of them were sent before, and were lost or taken for lost
 * @param framesReceived how many good frames this end has received
 * @param badFrames how often the bytes between two flags were no good frame: damaged, or noise
 * @param bytesRepaired how many bytes of sessions the peers received only when they were sent again
 * @param interruptions how often the line was lost while a link was open
 */
public record LinkTotals(
    long sessions,
    long framesSent,
    long framesRepeated,
    long framesReceived,
    long badFrames,
    long bytesRepaired,
    long interruptions) {

  /** There was no link yet. */
  public static final LinkTotals NONE = new LinkTotals(0, 0, 0, 0, 0, 0, 0);

  /** These totals together with the counts of one more session. */
  public LinkTotals plus(LinkCounters session) {
    return new LinkTotals(
        sessions + 1,
        framesSent + session.framesSent(),
        framesRepeated + session.framesRepeated(),
        framesReceived + session.framesReceived(),
        badFrames + session.badFrames(),
        bytesRepaired + session.bytesRepaired(),
        interruptions + session.interruptions());
  }
}
