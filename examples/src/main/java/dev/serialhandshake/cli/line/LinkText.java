// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.link.LinkCounters;
import java.util.Locale;

/** What a link had to do, in words. */
public final class LinkText {

  private LinkText() {}

  /** A clause for the end of a session, as {@code --hex} tells it. */
  public static String of(LinkCounters counters) {
    return String.format(
        Locale.ROOT,
        "the link sent %d frames, %d of them again, which repaired %d bytes; it received %d frames"
            + " and discarded %d damaged ones; the line was lost %s",
        counters.framesSent(),
        counters.framesRepeated(),
        counters.bytesRepaired(),
        counters.framesReceived(),
        counters.badFrames(),
        counters.interruptions() == 1 ? "once" : counters.interruptions() + " times");
  }
}
