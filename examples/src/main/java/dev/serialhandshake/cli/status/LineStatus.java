// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A served line at one moment.
 *
 * @param name its name: from a file of lines, otherwise its LINE
 * @param line its LINE, as it was given
 * @param device the real path of a serial port that is open; null for other lines
 * @param settings the settings of a serial port; null for other lines
 * @param state what it does now
 * @param since when that began
 * @param connections how many peers are on it; more than one only on a line that listens
 * @param visitors who is on it: in a session, or at the login of the line
 * @param totals its counts
 * @param lastError why the line is not open, or was not before it was opened again
 * @param lastVerdict the last verdict of a handshake; null if there was none
 * @param others which other programs have the port open; null if none was seen
 * @param origin the address from which its sessions connect to their server; null if there is no
 *     fixed one
 * @param login who is at the login of the line; null if nobody is, or if it is not known who
 * @param machine the virtual machine whose port is on the line; on a line that listens, all of
 *     them; null if none is known
 */
public record LineStatus(
    String name,
    String line,
    @Nullable String device,
    @Nullable String settings,
    LineState state,
    Instant since,
    int connections,
    List<Visitor> visitors,
    LineTotals totals,
    @Nullable String lastError,
    @Nullable String lastVerdict,
    @Nullable String others,
    @Nullable String origin,
    @Nullable String login,
    @Nullable String machine) {

  /** Takes a copy of the visitors. */
  public LineStatus {
    visitors = List.copyOf(visitors);
  }
}
