// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.core.link.LinkSettings;
import java.time.Duration;

/**
 * How a session goes on when its line is lost.
 *
 * @param settings of the link
 * @param reopening opens the line again after it was lost
 * @param counts whether to say at the end how much the link had to repair
 */
record Linking(LinkSettings settings, Reopening reopening, boolean counts) {

  /** Opens the line, and gives up after the given time. */
  interface Reopening {
    OpenLine open(Duration most) throws CommandFailure, InterruptedException;
  }
}
