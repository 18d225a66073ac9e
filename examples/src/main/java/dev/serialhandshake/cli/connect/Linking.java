// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.core.link.LinkSettings;
import java.time.Duration;

/**
 * How a session outlives its line.
 *
 * @param settings of the link
 * @param reopening how the line is opened when it was lost
 * @param counts whether to say at the end how much the link had to repair
 */
record Linking(LinkSettings settings, Reopening reopening, boolean counts) {

  /** Opens the line within a time. */
  interface Reopening {
    OpenLine open(Duration most) throws CommandFailure, InterruptedException;
  }
}
