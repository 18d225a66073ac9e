// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.link.LinkCounters;
import java.util.Locale;

/** The counters of a link, in words. */
public final class LinkText {

  private LinkText() {}

  /** What {@code --hex} prints at the end of a session, without the name of the line. */
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
